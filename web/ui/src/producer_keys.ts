// The producer's page by keyboard: a figure picks a stage, a letter does
// something with it. Nothing is taken from who types in a field, and nothing
// that a browser or a screen reader uses with another key held.
import { put, type Words } from "./producer_words";
import { say, type Send } from "./producer_forms";

const patience = 4000; // ms in which t waits for a rung's number

export function keys(floor: HTMLElement, words: Words, send: Send): void {
  const line = document.querySelector<HTMLElement>("[data-keyed]");
  let picked: HTMLElement | null = null;
  let taking = 0;

  const tell = (text: string) => {
    if (line) line.textContent = text;
  };
  // lost says that a figure is no stage's, and leaves what is picked.
  const lost = (figure: string) => {
    const none = put(words.nostage, figure);
    if (picked) say(picked, none);
    else tell(none);
    if (!picked) line?.scrollIntoView({ block: "nearest" });
  };
  const calm = () => {
    clearTimeout(taking);
    taking = 0;
  };
  const pick = (seat: HTMLElement | null) => {
    picked?.classList.remove("is-picked");
    picked = seat;
    seat?.classList.add("is-picked");
    seat?.focus({ preventScroll: true });
    seat?.scrollIntoView({ block: "nearest" });
    tell(seat ? put(words.picked, seat.dataset.name ?? "") : "");
  };
  // press sends the button's form as if it were pressed.
  const press = (button: HTMLButtonElement | null) => {
    if (!button || !picked) return;
    button.focus({ preventScroll: true });
    if (button.form) send(button.form, button);
  };
  const open = (summary: HTMLElement | null) => {
    const box = summary?.closest("details");
    if (!box) return;
    box.open = true;
    box.querySelector<HTMLElement>("textarea, input:not([type=hidden])")?.focus();
  };
  // take takes the nth rung, or says why it cannot be taken.
  const take = (n: number) => {
    if (!picked) return;
    const stage = picked.dataset.name ?? "";
    const rung = picked.querySelectorAll<HTMLElement>("[data-rung]")[n - 1];
    const button = rung?.querySelector<HTMLButtonElement>("button") ?? null;
    const name = rung?.dataset.rungName ?? "";
    if (!button) say(picked, put(words.norung, stage, String(n)));
    else if ("keyHold" in button.dataset) say(picked, put(words.already, name, stage));
    else if (button.disabled) say(picked, put(words.untaken, name));
    else press(button);
    tell(put(words.picked, stage));
  };

  // undo takes back the stage's last act, a hand or a shift.
  const undo = () => {
    const button = picked?.querySelector<HTMLButtonElement>("[data-key-undo]") ?? null;
    if (picked && !button) say(picked, put(words.nothing, picked.dataset.name ?? ""));
    press(button);
  };

  addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.altKey || e.metaKey || e.isComposing || e.repeat) return;
    const on = e.target as HTMLElement;
    if (e.key === "Escape") {
      const box = on.closest?.<HTMLDetailsElement>("details.opens[open]");
      calm();
      if (!box) return pick(null);
      box.open = false;
      return box.querySelector("summary")?.focus();
    }
    if (on.closest?.("input, textarea, select, [contenteditable]")) return;
    const here = picked ?? on.closest?.<HTMLElement>("[data-stage]");
    if (/^[1-9]$/.test(e.key)) {
      if (taking) {
        calm();
        take(Number(e.key));
      } else {
        const seat = floor.querySelector<HTMLElement>(`[data-key="${e.key}"]`);
        if (seat) pick(seat);
        else lost(e.key);
      }
      return e.preventDefault();
    }
    calm();
    if (e.key === "?") {
      const list = document.querySelector<HTMLElement>("#keys");
      list?.scrollIntoView({ block: "center" });
      list?.focus({ preventScroll: true });
      return e.preventDefault();
    }
    if (e.key === "a" && !here) {
      document.querySelector<HTMLElement>("#words")?.focus();
      return e.preventDefault();
    }
    if (!here) return;
    if (!picked) picked = here;
    const id = here.dataset.stage;
    const button = (name: string) => document.getElementById(`${name}-${id}`) as HTMLButtonElement | null;
    switch (e.key) {
      case "t":
        say(here, ""); // of another rung
        tell(put(words.take, here.dataset.name ?? ""));
        taking = window.setTimeout(() => {
          calm();
          tell(put(words.picked, here.dataset.name ?? ""));
        }, patience);
        break;
      case "h":
        press(here.querySelector("[data-key-hold]"));
        break;
      case "a":
        open(button("announce"));
        break;
      case "+":
      case "=": // the same key, without Shift
        press(button("later"));
        break;
      case "-":
      case "−":
        press(button("earlier"));
        break;
      case "u":
        undo();
        break;
      default:
        return;
    }
    e.preventDefault();
  });
}
