// When the rung on air loses its picture, and a stage falls from it by itself,
// the page says so: in a bar with the newest sentence of each stage and how
// many falls of it nobody has seen, in the tab's title, and with two short tones
// if the producer switched the sound on.
// A fall stands there until "Seen": once its stage is well again the bar says
// that, too, and is calm. What else rises, or changes as it should, is a quiet
// note, which goes by itself.
import { put, type Words } from "./producer_words";

interface Stage {
  air: string;
  hand: string;
  since: string; // the time since when it is
  fell: boolean; // it stands in for a rung that lost its picture, by nobody's hand and no programme's
  name: string;
  touched: number; // when a hand was on it last, as far as this page saw
  down: Map<string, string>; // rungs, with the time since when
}

// An Entry is what the bar says of a stage.
interface Entry {
  sentence: string; // the newest fall
  falls: number; // that nobody has seen
  first: string; // the time of the first of them
  then: string; // and what came of it
  from: string; // the rung that lost its picture
  short: string; // for the title; empty once it is no alarm any more
}

const key = "producer sound";
const lasts = 30_000; // ms for which a quiet note stands
const byHand = 15_000; // ms after a hand in which what is on air changes because of it: a rung may have to be steady first

// read takes the stages as the tiles show them.
function read(): Map<string, Stage> {
  const all = new Map<string, Stage>();
  document.querySelectorAll<HTMLElement>("[data-stage]").forEach((seat) => {
    const ladder = seat.querySelector<HTMLElement>("[data-air]");
    if (!ladder) return;
    const down = [...ladder.querySelectorAll<HTMLElement>("[data-down]")].map((r): [string, string] => [r.dataset.rung!, r.dataset.down!]);
    const { air, airSince, airName, hand } = ladder.dataset;
    all.set(seat.dataset.stage!, { air: air!, since: airSince!, fell: "fell" in ladder.dataset, name: airName!, hand: hand!, touched: 0, down: new Map(down) });
  });
  return all;
}

export function alarm(words: Words): () => void {
  const bar = document.querySelector<HTMLElement>("[data-alarm]");
  const says = document.querySelector<HTMLElement>("[data-alarm-says]");
  const quiet = document.querySelector<HTMLElement>("[data-risen]");
  const title = document.title;
  const ring = sound(words);
  const open = new Map<string, Entry>(); // by stage, the newest last
  const hush = quietly(quiet);
  let before = read();

  const show = () => {
    const all = [...open.values()];
    const short = all.filter((e) => e.short).at(-1)?.short;
    document.title = short ? `! ${short}` : title;
    if (says) says.textContent = all.map(sentences).join("\n");
    if (!bar) return;
    bar.hidden = all.length === 0;
    bar.classList.toggle("over", !!short);
    bar.setAttribute("role", short ? "alert" : "status");
  };
  document.querySelector("[data-seen]")?.addEventListener("click", () => {
    open.clear();
    show();
    document.querySelector<HTMLElement>("#main [data-stage]")?.focus({ preventScroll: true }); // the button is gone
  });
  const sentences = (e: Entry) => [e.sentence, e.then, e.falls > 1 ? put(words.falls, String(e.falls), e.first) : ""].filter(Boolean).join(" ");
  const tell = (id: string, entry: Entry) => {
    hush(id, "");
    open.delete(id); // the newest stands last
    open.set(id, entry);
    show();
  };
  // fall tells of a fall, and counts it beside those of the stage that stand
  // there still; not again when the stage leaves a rung that was told of.
  const fall = (id: string, stage: string, from: string, at: string, lost: boolean, sentence: string) => {
    const old = open.get(id) ?? { falls: 0, first: at };
    tell(id, { sentence, falls: Math.max(1, old.falls + (lost ? 1 : 0)), first: old.first, then: "", from, short: put(words.title, stage) });
  };
  // well says what came of a fall. It stays an alarm only while it is one.
  const well = (id: string, then: string, still: boolean) => {
    const entry = open.get(id)!;
    tell(id, { ...entry, then, short: still ? entry.short : "" });
  };

  return () => {
    const now = read();
    let fell = false;
    for (const [id, s] of now) {
      const old = before.get(id);
      if (!old) continue;
      s.touched = s.hand === old.hand ? old.touched : Date.now();
      const seat = document.querySelector<HTMLElement>(`[data-stage="${CSS.escape(id)}"]`)!;
      const stage = seat.dataset.name ?? id;
      const lost = s.down.has(old.air) && !old.down.has(old.air); // the rung on air
      const changed = s.air !== old.air;
      const mine = Date.now() - s.touched <= byHand;
      const dark = s.down.has(s.air);
      const rung = seat.querySelector<HTMLElement>(`[data-rung="${CSS.escape(old.air)}"]`)?.dataset.rungName ?? old.name;
      if (changed && s.fell && s.down.has(old.air) && (lost || !mine)) {
        fell = true;
        fall(id, stage, old.air, s.since, lost, put(words.fell, s.since, stage, s.name, rung));
      } else if (lost && !changed) {
        fell = true;
        const at = s.down.get(old.air)!;
        fall(id, stage, old.air, at, lost, put(words.down, at, rung, stage));
      } else if (changed && open.has(id)) {
        const again = open.get(id)!.from === s.air && !dark;
        well(id, again ? put(words.again, s.name, s.since) : put(words.shows, s.since, stage, s.name), dark || (s.fell && !mine));
      } else if (changed) {
        hush(id, mine ? "" : put(words.shows, s.since, stage, s.name));
      } else if (old.down.has(s.air) && !dark && open.has(id)) {
        well(id, put(words.back, s.name, stage), false);
      }
    }
    before = now;
    if (fell) ring();
  };
}

// quietly writes the note of a stage, or with no sentence takes away what it
// says of that stage. A note goes after a while: it is no news any more.
function quietly(note: HTMLElement | null): (id: string, sentence: string) => void {
  let of = "";
  let timer = 0;
  return (id, sentence) => {
    if (!note || (!sentence && id !== of)) return;
    clearTimeout(timer);
    of = sentence ? id : "";
    note.textContent = sentence;
    if (sentence) timer = window.setTimeout(() => (note.textContent = ""), lasts);
  };
}

// sound rings only after it was switched on, which is remembered. A browser
// lets a page sound after a press of a key or a button, so a page that was
// loaded again waits for one, and says so.
function sound(words: Words): () => void {
  const button = document.querySelector<HTMLButtonElement>("[data-sounds]");
  let context: AudioContext | null = null;
  let on = recall();

  const show = () => {
    if (!button) return;
    button.hidden = false;
    button.setAttribute("aria-pressed", String(on));
    button.title = on && context?.state !== "running" ? put(words.blocked) : "";
  };
  const wake = () => {
    if (!on) return;
    context ??= new AudioContext();
    if (context.state === "suspended") void context.resume().then(show, show);
    show();
  };
  const ring = () => {
    if (!on || context?.state !== "running") return;
    tone(context, 880, 0);
    tone(context, 660, 0.22);
  };
  button?.addEventListener("click", () => {
    on = !on;
    remember(on);
    wake();
    show();
    if (on && context) void context.resume().then(ring, () => {}); // so that they know it
  });
  addEventListener("pointerdown", wake);
  addEventListener("keydown", wake);
  show();
  return ring;
}

function tone(context: AudioContext, hertz: number, after: number): void {
  const from = context.currentTime + after;
  const voice = context.createOscillator();
  const level = context.createGain();
  voice.frequency.value = hertz;
  level.gain.setValueAtTime(0, from);
  level.gain.linearRampToValueAtTime(0.25, from + 0.01); // no click
  level.gain.linearRampToValueAtTime(0, from + 0.18);
  voice.connect(level).connect(context.destination);
  voice.start(from);
  voice.stop(from + 0.2);
}

function recall(): boolean {
  try {
    return localStorage.getItem(key) === "on";
  } catch {
    return false; // storage is refused: it is off at each load
  }
}

function remember(on: boolean): void {
  try {
    localStorage.setItem(key, on ? "on" : "off");
  } catch {
    // storage is refused: it is on for now
  }
}
