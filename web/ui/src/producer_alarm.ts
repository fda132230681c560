// When the rung on air loses its picture, and a stage falls from it by itself,
// the page says so: in a bar with the newest sentence of each stage, in the
// tab's title, and with two short tones if the producer switched the sound on.
// "Seen" silences it. What rises, or changes as it should, is a quiet note.
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

const key = "producer sound";
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
  const open = new Map<string, { sentence: string; short: string }>(); // by stage, the newest last; short is empty for what is well again
  let before = read();

  const show = () => {
    if (bar) bar.hidden = open.size === 0;
    if (says) says.textContent = [...open.values()].map((o) => o.sentence).join("\n");
    const short = [...open.values()].filter((o) => o.short).at(-1)?.short;
    document.title = short ? `! ${short}` : title;
  };
  document.querySelector("[data-seen]")?.addEventListener("click", () => {
    open.clear();
    show();
    document.querySelector<HTMLElement>("#main [data-stage]")?.focus({ preventScroll: true }); // the button is gone
  });
  const tell = (id: string, sentence: string, short: string) => {
    open.delete(id); // the newest stands last
    open.set(id, { sentence, short });
    show();
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
      const rung = seat.querySelector<HTMLElement>(`[data-rung="${CSS.escape(old.air)}"]`)?.dataset.rungName ?? old.name;
      if (changed && s.fell && s.down.has(old.air) && (lost || !mine)) {
        fell = true;
        tell(id, put(words.fell, s.since, stage, s.name, rung), put(words.title, stage));
      } else if (lost && !changed) {
        fell = true;
        tell(id, put(words.down, s.down.get(old.air)!, rung, stage), put(words.title, stage));
      } else if (changed && (!mine || open.has(id))) {
        const sentence = put(words.shows, s.since, stage, s.name);
        if (open.has(id)) tell(id, sentence, "");
        else if (quiet) quiet.textContent = sentence;
      } else if (old.down.has(s.air) && !s.down.has(s.air) && open.has(id)) {
        tell(id, put(words.back, s.name, stage), "");
      }
    }
    before = now;
    if (fell) ring();
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
