// Times. The server writes them in the conference's zone; when the viewer's
// clock is another, theirs is put beside each.
import { wallAt, wallOf } from "./zone";

const lang = document.documentElement.lang || "en";
const here = document.body.dataset.here || "";

const shape: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const there = new Intl.DateTimeFormat(lang, { ...shape, timeZone: "UTC" });
const mine = new Intl.DateTimeFormat(lang, shape);
const dayThere = new Intl.DateTimeFormat("en-CA", { timeZone: "UTC" });
const dayMine = new Intl.DateTimeFormat("en-CA");
const weekday = new Intl.DateTimeFormat(lang, { weekday: "short" });

// own writes the viewer's time, with the day when it is another one there;
// it is empty when both clocks agree.
function own(t: Date, wall: Date): string {
  const clock = mine.format(t);
  const sameDay = dayThere.format(wall) === dayMine.format(t);
  if (sameDay && clock === there.format(wall)) return "";
  return sameDay ? clock : `${weekday.format(t)} ${clock}`;
}

// ownOf is own of a moment that the server wrote.
function ownOf(datetime: string): string {
  const [t, wall] = [new Date(datetime), wallOf(datetime)];
  return isNaN(+t - +wall) ? "" : own(t, wall);
}

function beside(el: HTMLTimeElement): void {
  if (el.querySelector(".here")) return;
  const text = ownOf(el.dateTime);
  if (!text) return;
  const small = document.createElement("small");
  small.className = "here";
  small.textContent = `${text} ${here}`;
  el.append(" ", small);
}

// localTimes looks at all times below root: a page that fills in later calls
// it again.
export function localTimes(root: ParentNode = document): void {
  root.querySelectorAll<HTMLTimeElement>("time:is([data-local], [data-own])").forEach(beside);
  root.querySelectorAll<HTMLElement>("[data-mine-from]").forEach((el) => {
    const [from, to] = [ownOf(el.dataset.mineFrom!), ownOf(el.dataset.mineTo!)];
    if (!from || !to) return;
    el.textContent = `${from}–${to}`;
    el.hidden = false;
    (el.previousElementSibling as HTMLElement).hidden = false;
  });
}

// left writes 7:42, or 1:07:42, and from a day on "26 hours", "171 days".
function left(ms: number): string {
  if (ms >= 24 * 3600_000) return long(ms);
  const s = Math.max(0, Math.floor(ms / 1000));
  const two = (n: number) => String(n).padStart(2, "0");
  return s >= 3600
    ? `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`
    : `${Math.floor(s / 60)}:${two(s % 60)}`;
}

// long writes how long something is still, in its largest unit, as the server
// does: "28 minutes", "2 hours". Up counts the minute that has begun.
function long(ms: number, up = false): string {
  const s = Math.max(0, ms / 1000);
  const n = up ? Math.ceil : Math.floor;
  if (s < 60 && !up) return unit(n(s), "second");
  if (s < 2 * 3600) return unit(Math.max(n(s / 60), up ? 1 : 0), "minute");
  return s < 48 * 3600 ? unit(n(s / 3600), "hour") : unit(n(s / 86400), "day");
}

function unit(n: number, name: string): string {
  return new Intl.NumberFormat(lang, { style: "unit", unit: name, unitDisplay: "long" }).format(n);
}

// say writes words with their value into el when that is something new.
function say(el: HTMLElement, words: string | undefined, value: string): void {
  const text = (words || "%s").replace("%s", value);
  if (el.textContent !== text) el.textContent = text;
}

function tick(): void {
  const now = new Date();
  document.querySelectorAll<HTMLElement>("[data-clock]").forEach((el) => {
    const box = el.querySelector("b") ?? el;
    const text = there.format(wallAt(now));
    if (box.textContent !== text) box.textContent = text;
  });
  document.querySelectorAll<HTMLElement>("[data-yours]").forEach((el) => {
    const text = own(now, wallAt(now));
    el.hidden = !text;
    if (text) el.textContent = (el.dataset.yours || "%s").replace("%s", text);
  });
  document.querySelectorAll<HTMLElement>("[data-until]").forEach((el) => {
    const still = +new Date(el.dataset.until!) - +now;
    say(el, "%s", left(still));
    const label = (el.dataset.label || "%s").replace("%s", long(still));
    if (still > 60_000 && el.ariaLabel !== label) el.ariaLabel = label;
  });
  document.querySelectorAll<HTMLElement>("[data-left]").forEach((el) => {
    say(el, el.dataset.words, long(+new Date(el.dataset.left!) - +now));
  });
  document.querySelectorAll<HTMLElement>("[data-soon]").forEach((el) => {
    const still = +new Date(el.dataset.soon!) - +now;
    if (still > 0) say(el, el.dataset.words, long(still, true));
  });
  document.querySelectorAll<HTMLElement>("[data-from][data-to]").forEach((el) => {
    const from = +new Date(el.dataset.from!);
    const whole = +new Date(el.dataset.to!) - from;
    const done = whole > 0 ? Math.min(Math.max((+now - from) / whole, 0), 1) : 0;
    el.style.inlineSize = `${Math.round(done * 1000) / 10}%`;
  });
}

export function keepClocks(): void {
  localTimes();
  tick();
  setInterval(tick, 1000);
  document.addEventListener("stagedoor:state", () => {
    localTimes();
    tick();
  });
}
