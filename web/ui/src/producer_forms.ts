// A form of the producer's page is sent without leaving it; what is wrong
// stands at its tile. Without script the server answers with the page.
import { put, type Words } from "./producer_words";

export type Send = (form: HTMLFormElement, button?: HTMLElement | null) => void;

const patience = 10_000; // ms for an answer

export function forms(words: Words): Send {
  const send: Send = (form, button) => void act(form, button ?? null, words);
  // Before busy.ts, which holds a form that leads to another page.
  document.addEventListener("submit", (e) => {
    const form = e.target as HTMLFormElement;
    if (!("act" in form.dataset)) return;
    e.preventDefault();
    send(form, e.submitter);
  });
  // Ctrl and Enter send what is being written.
  document.addEventListener("keydown", (e) => {
    if (e.key !== "Enter" || !(e.ctrlKey || e.metaKey) || e.isComposing || e.repeat) return;
    const form = (e.target as HTMLElement).closest?.("textarea")?.form;
    if (!form || !("act" in form.dataset)) return;
    e.preventDefault();
    form.requestSubmit(form.querySelector<HTMLButtonElement>("button"));
  });
  // What opens is seen whole: a tile's foot may be below the window's.
  document.addEventListener(
    "toggle",
    (e) => {
      const box = e.target as HTMLDetailsElement;
      if (box.open && box.matches?.("details.opens")) box.querySelector("form")?.scrollIntoView({ block: "nearest" });
    },
    true, // it does not bubble
  );
  return send;
}

// say shows a sentence at the form's tile, in view; empty takes it away. One
// that stands there already goes for a moment, so that it is seen to be said
// again, and read out: what does not change is not.
export function say(at: Element, sentence: string): void {
  const box = (at.closest("[data-stage], form") ?? document).querySelector<HTMLElement>("[data-problem]");
  if (!box) return;
  const text = box.querySelector("span")!;
  if (sentence && !box.hidden && text.textContent === sentence) {
    text.textContent = "";
    setTimeout(() => text.textContent || (text.textContent = sentence), 150);
  } else {
    text.textContent = sentence;
  }
  box.hidden = !sentence;
  if (sentence) box.scrollIntoView({ block: "nearest" });
}

async function act(form: HTMLFormElement, button: HTMLElement | null, words: Words): Promise<void> {
  if (form.dataset.sending) return; // people press twice
  form.dataset.sending = "yes";
  button?.classList.add("is-busy");
  const at = form.closest("[data-stage]") ?? form; // the piece with the form may be another by the time of the answer
  const body = new URLSearchParams(new FormData(form) as unknown as Record<string, string>);
  if (button instanceof HTMLButtonElement && button.name) body.set(button.name, button.value);
  let problem = "";
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual", signal: AbortSignal.timeout(patience) });
    if (answer.type === "opaqueredirect" || answer.status === 401) return location.reload(); // signed out meanwhile
    if (!answer.ok) problem = (await answer.json().catch(() => null))?.problem || put(words.gone);
  } catch {
    problem = put(words.gone);
  }
  delete form.dataset.sending;
  button?.classList.remove("is-busy");
  say(at, problem);
  if (problem) return;
  done(form);
  hear();
}

// hear asks for what came of it, twice: push tells it sooner, and what is told
// first may be half of it.
function hear(): void {
  for (const after of [500, 1500]) setTimeout(() => document.dispatchEvent(new CustomEvent("stagedoor:ask")), after);
}

// done empties what was typed and closes what was opened for it.
function done(form: HTMLFormElement): void {
  form.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("textarea, input:not([type=hidden])").forEach((f) => (f.value = ""));
  const box = form.closest<HTMLDetailsElement>("details.opens");
  if (!box) return;
  const inside = box.contains(document.activeElement);
  box.open = false;
  if (inside) box.querySelector("summary")?.focus();
}
