// Parts of the page that are more than pieces, the programme above all, are
// asked for again with the page's own address when the state has another
// version of them, and now and then for what the clock moves.
import { localTimes } from "./clock";

const jitter = 5000; // ms: all lobbies must not ask at once
const faster = 4; // times: so much more pages than connections a server takes in a second, at the least
const every = 5 * 60_000; // ms: the line that says now
const again = 15_000; // ms until who got no answer asks again

export function keepParts(): void {
  const part = () => document.querySelector<HTMLElement>("[data-part][data-version]");
  if (!part()) return;
  let timer = 0;
  const soon = (within: number) => {
    clearTimeout(timer);
    timer = window.setTimeout(async () => {
      timer = window.setTimeout(soon, (await ask()) ? every : again, jitter);
    }, Math.random() * within);
  };
  timer = window.setTimeout(soon, every, jitter);
  document.addEventListener("stagedoor:state", (e) => {
    const { programme, spread } = (e as CustomEvent<{ programme?: string; spread?: number }>).detail ?? {};
    // A small house sees what changed at once; a large one must not ask at once.
    if (programme && programme !== part()?.dataset.version) soon(Math.min((spread ?? Infinity) / faster, jitter));
  });
}

// ask replaces each part by the one that the page has now. A part that somebody
// works in with the keyboard keeps its place. It reports whether there was an
// answer.
async function ask(): Promise<boolean> {
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    if (!answer.ok || answer.redirected) return answer.status < 500;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const old of document.querySelectorAll<HTMLElement>("[data-part]")) {
      const fresh = page.querySelector<HTMLElement>(`[data-part="${old.dataset.part}"]`);
      if (!fresh || fresh.isEqualNode(old)) continue;
      const held = document.activeElement;
      const href = held && old.contains(held) ? held.getAttribute("href") : null;
      old.replaceWith(fresh);
      localTimes(fresh);
      if (href) fresh.querySelector<HTMLElement>(`a[href="${CSS.escape(href)}"]`)?.focus({ preventScroll: true });
    }
    return true;
  } catch {
    return false; // the line is away
  }
}
