// When a rung falls, or something else is on air though nobody's hand moved,
// the page says so: in a bar, in the tab's title, and with two short tones if
// the producer switched the sound on. "Seen" silences it.
import { put, type Words } from "./producer_words";

interface Stage {
  air: string;
  hand: string;
  touched: number; // when a hand was on it last, as far as this page saw
  down: Set<string>;
}

const key = "producer sound";
const byHand = 15_000; // ms after a hand in which what is on air changes because of it: a rung may have to be steady first

// read takes the stages as the tiles show them.
function read(): Map<string, Stage> {
  const all = new Map<string, Stage>();
  document.querySelectorAll<HTMLElement>("[data-stage]").forEach((seat) => {
    const ladder = seat.querySelector<HTMLElement>("[data-air]");
    if (!ladder) return;
    const down = [...ladder.querySelectorAll<HTMLElement>("[data-down]")].map((r) => r.dataset.rung!);
    all.set(seat.dataset.stage!, { air: ladder.dataset.air!, hand: ladder.dataset.hand!, touched: 0, down: new Set(down) });
  });
  return all;
}

export function alarm(words: Words): () => void {
  const bar = document.querySelector<HTMLElement>("[data-alarm]");
  const says = document.querySelector<HTMLElement>("[data-alarm-says]");
  const title = document.title;
  const ring = sound(words);
  let before = read();

  document.querySelector("[data-seen]")?.addEventListener("click", () => {
    document.title = title;
    if (bar) bar.hidden = true;
    if (says) says.textContent = "";
    document.querySelector<HTMLElement>("#main [data-stage]")?.focus({ preventScroll: true }); // the button is gone
  });

  const tell = (sentence: string, short: string) => {
    if (bar) bar.hidden = false;
    if (says && !says.textContent!.includes(sentence)) says.textContent = `${says.textContent} ${sentence}`.trim().slice(-500);
    document.title = `! ${short}`;
  };

  return () => {
    const now = read();
    let fell = false;
    for (const [id, s] of now) {
      const old = before.get(id);
      if (!old) continue;
      s.touched = s.hand === old.hand ? old.touched : Date.now();
      const seat = document.querySelector<HTMLElement>(`[data-stage="${CSS.escape(id)}"]`)!;
      const name = seat.dataset.name ?? id;
      const fallen = [...s.down].filter((r) => !old.down.has(r));
      for (const r of fallen) {
        const rung = seat.querySelector<HTMLElement>(`[data-rung="${CSS.escape(r)}"]`)!;
        fell = true;
        tell(put(words.down, rung.dataset.rungName ?? r, name), put(words.title, name));
      }
      if (s.air !== old.air && Date.now() - s.touched > byHand) {
        fell = true;
        const air = seat.querySelector<HTMLElement>("[data-air]")!.dataset.airName ?? "";
        tell(put(words.fell, name, air), put(fallen.length ? words.title : words.titleAir, name));
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
