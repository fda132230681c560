// Times. The server writes them in the conference's zone; when the viewer's
// clock is another, theirs is put beside each.
const lang = document.documentElement.lang || "en";
const zone = document.body.dataset.zone || "UTC";
const here = document.body.dataset.here || "";

const shape: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const there = new Intl.DateTimeFormat(lang, { ...shape, timeZone: zone });
const mine = new Intl.DateTimeFormat(lang, shape);
const dayThere = new Intl.DateTimeFormat("en-CA", { timeZone: zone });
const dayMine = new Intl.DateTimeFormat("en-CA");
const weekday = new Intl.DateTimeFormat(lang, { weekday: "short" });

// own writes the viewer's time, with the day when it is another one there;
// it is empty when both clocks agree.
function own(t: Date): string {
  const clock = mine.format(t);
  const sameDay = dayThere.format(t) === dayMine.format(t);
  if (sameDay && clock === there.format(t)) return "";
  return sameDay ? clock : `${weekday.format(t)} ${clock}`;
}

function beside(el: HTMLTimeElement): void {
  if (el.querySelector(".here")) return;
  const t = new Date(el.dateTime);
  const text = isNaN(+t) ? "" : own(t);
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
}

// left writes 7:42, or 1:07:42.
function left(ms: number): string {
  const s = Math.max(0, Math.floor(ms / 1000));
  const two = (n: number) => String(n).padStart(2, "0");
  return s >= 3600
    ? `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`
    : `${Math.floor(s / 60)}:${two(s % 60)}`;
}

function tick(): void {
  const now = new Date();
  document.querySelectorAll<HTMLElement>("[data-clock]").forEach((el) => {
    const box = el.querySelector("b") ?? el;
    const text = there.format(now);
    if (box.textContent !== text) box.textContent = text;
  });
  document.querySelectorAll<HTMLElement>("[data-yours]").forEach((el) => {
    const text = own(now);
    el.hidden = !text;
    if (text) el.textContent = (el.dataset.yours || "%s").replace("%s", text);
  });
  document.querySelectorAll<HTMLElement>("[data-until]").forEach((el) => {
    el.textContent = left(+new Date(el.dataset.until!) - +now);
  });
}

export function keepClocks(): void {
  localTimes();
  tick();
  setInterval(tick, 1000);
}
