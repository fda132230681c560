// A page that waits, for the doors or for us to be back, asks for itself
// again, quietly: what somebody reads or listens to meanwhile stays. Without
// script the browser loads it again instead.
import { localTimes } from "./clock";

const jitter = 2000; // ms: all who wait for the doors must not ask at once

export function askAgain(): void {
  if (document.body.dataset.again) later(document);
}

// later waits as long as the page says: until the doors open, by the server's
// clock, since the viewer's may be wrong, but no longer than for the next try.
function later(page: Document): void {
  const opens = Number(page.querySelector<HTMLElement>("[data-opens-in]")?.dataset.opensIn ?? Infinity) * 1000;
  const every = Number(document.body.dataset.again) * 1000;
  setTimeout(() => void ask(), Math.min(every, opens + 250) + Math.random() * Math.min(jitter, every));
}

async function ask(): Promise<void> {
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (answer.redirected || !page.body.dataset.again) return location.reload();
    const facts = page.querySelector("dl.facts");
    if (facts) {
      document.querySelector("dl.facts")?.replaceWith(facts);
      localTimes(facts);
    }
    later(page);
  } catch {
    later(document); // not now: we, or the line, are away
  }
}
