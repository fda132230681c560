// producer.ts runs on the producer's page. live.ts brings the pieces; this
// writes what is left of talks, sends forms without leaving the page, draws a
// still of each playlist and encoder, sounds when a rung falls, and takes the keys.
import { forms } from "./producer_forms";
import { keys } from "./producer_keys";
import { alarm } from "./producer_alarm";
import { stills } from "./producer_still";
import { put, type Words } from "./producer_words";

// span writes how long, in minutes, or in hours and minutes from one hour on.
function span(ms: number, minutes: string | undefined, hours: string | undefined): string {
  const m = Math.ceil(ms / 60_000);
  return m < 60 ? put(minutes, String(m)) : put(hours, String(Math.floor(m / 60)), String(m % 60));
}

// past writes 2:08, or 1:02:08.
function past(ms: number): string {
  const s = Math.floor(ms / 1000);
  const two = (n: number) => String(n).padStart(2, "0");
  return s >= 3600 ? `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}` : `${Math.floor(s / 60)}:${two(s % 60)}`;
}

function write(el: HTMLElement, text: string): void {
  if (el.textContent !== text) el.textContent = text;
}

function timers(words: Words, now: number): void {
  document.querySelectorAll<HTMLElement>("[data-ends]").forEach((el) => {
    const left = Number(el.dataset.ends) - now;
    el.classList.toggle("late", left <= 0);
    el.classList.toggle("left", left > 0);
    write(el, left > 0 ? put(words.left, span(left, words.min, words.hours)) : put(words.over, past(-left)));
  });
  document.querySelectorAll<HTMLElement>("[data-begins]").forEach((el) => {
    const left = Number(el.dataset.begins) - now;
    write(el, left > 0 && left < 86_400_000 ? span(left, words.in, words.inHours) : "");
  });
}

// keyed writes how long ago the last key frame of each encoder came.
function keyed(words: Words, now: number): void {
  document.querySelectorAll<HTMLElement>("[data-keyed-at]").forEach((el) => {
    const s = Math.max(0, Math.round((now - Number(el.dataset.keyedAt)) / 1000));
    write(el, `(${put(words.ago, String(s))})`);
  });
}

// others leaves in the line at the top only what another member did.
function others(me: string): void {
  const line = document.querySelector<HTMLElement>("[data-latest] [data-by]");
  if (line) line.hidden = line.dataset.by === me;
}

export function produce(floor: HTMLElement): void {
  const words: Words = JSON.parse(floor.dataset.words || "{}");
  const me = floor.dataset.me ?? "";
  const ahead = Number(floor.dataset.now) - Date.now(); // the house's clock counts, not the laptop's
  const tick = () => {
    timers(words, Date.now() + ahead);
    keyed(words, Date.now() + ahead);
  };
  const look = () => {
    tick();
    others(me);
  };
  look();
  setInterval(tick, 1000);
  const send = forms(words);
  keys(floor, words, send);
  const watch = alarm(words);
  const draw = stills(words);
  document.addEventListener("stagedoor:state", (e) => {
    const layout = (e as CustomEvent).detail?.layout;
    if (layout && layout !== floor.dataset.layout) return again();
    look();
    watch();
    draw();
  });
}

// again loads the page anew, for another set of stages, as soon as nobody is
// writing on it.
function again(): void {
  const writing = [...document.querySelectorAll<HTMLTextAreaElement>("main textarea")].some((t) => t.value !== t.defaultValue);
  if (!writing) location.reload();
}
