// player.ts runs on stage pages with an HLS source: it gives each
// <media-controller data-hls> its controls, its picture and its sound. A page
// may put another one in, or take one out, at any time.
import { addTranslation, setLanguage } from "media-chrome/utils/i18n.js";
import { Meter } from "./beacon";
import type { Bring } from "./bring";
import { sound } from "./sound";
import { Source } from "./source";
import { keepStill } from "./still";

type Words = { [key: string]: string };

// A Film is a player's box, with what plays in it.
export interface Film extends HTMLElement {
  source?: Source;
}

const edge = 3; // s from the end, within which a picture is live

const playing = new Map<HTMLElement, Source>();

async function start(box: Film, bring: Bring): Promise<void> {
  const words: Words = JSON.parse(box.dataset.words || "{}");
  const lang = document.documentElement.lang || "en";
  const video = box.querySelector("video");
  if (!video) return;
  const trouble = box.querySelector<HTMLElement>("[data-trouble]");
  const meter = new Meter(video, box.closest<HTMLElement>("[data-stage]")?.dataset.stage ?? "", () => source.behind());
  const source = new Source(video, {
    url: box.dataset.hls!,
    full: "full" in box.dataset,
    live: "live" in box.dataset,
    bring,
    trouble: (kind) => {
      if (!trouble || trouble.dataset.trouble === kind) return;
      trouble.dataset.trouble = kind;
      say(trouble, kind ? words[kind] : "");
    },
    failed: () => meter.failed(),
  });
  playing.set(box, source);
  box.source = source;
  box.addEventListener("mediaseektoliverequest", (e) => {
    e.stopPropagation(); // its own live edge is the end of the buffer, where nothing is
    source.live();
  }, true);
  if ("live" in box.dataset) sayWhenLive(video, trouble);
  video.addEventListener("loadeddata", () => performance.mark("picture"), { once: true });
  sound(video, box.querySelector("[data-sound]"));
  void source.load(); // the picture waits for no button
  if (!("full" in box.dataset)) keepStill(box, video); // of ours alone
  addTranslation(lang, words);
  setLanguage(lang);
  await bring(() => import("./controls"));
  if ("live" in box.dataset) showLag(box, source, words.behind || "%s");
}

function say(el: HTMLElement, text: string | undefined): void {
  if (el.textContent === (text ?? "")) return;
  el.textContent = text ?? "";
  el.hidden = !text;
}

// sayWhenLive tells the controls from where on the picture is live: from
// nowhere while something is wrong.
function sayWhenLive(video: HTMLVideoElement, trouble: HTMLElement | null): void {
  const from = () => (trouble?.dataset.trouble || !video.seekable.length ? NaN : video.seekable.end(video.seekable.length - 1) - edge);
  Object.defineProperty(video, "liveEdgeStart", { get: from, configurable: true });
  if (trouble) new MutationObserver(() => video.dispatchEvent(new Event("progress"))).observe(trouble, { attributeFilter: ["data-trouble"] });
}

// showLag says how far behind the stage the picture is, in tenths; nothing
// while it stands or something is wrong.
function showLag(box: HTMLElement, source: Source, behind: string): void {
  const el = box.querySelector<HTMLElement>("[data-lag]");
  const shape = new Intl.NumberFormat(document.documentElement.lang, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const timer = setInterval(() => {
    if (!box.isConnected) return clearInterval(timer);
    const lag = source.behind();
    const unknown = source.paused() || box.querySelector("[data-trouble]:not([hidden])");
    if (el) el.textContent = lag === null || unknown ? "" : behind.replace("%s", shape.format(lag));
  }, 1000);
}

function look(bring: Bring): void {
  for (const [box, source] of playing) {
    if (box.isConnected) continue;
    source.stop();
    playing.delete(box);
  }
  document.querySelectorAll<HTMLElement>("[data-hls]:not([data-started])").forEach((box) => {
    box.dataset.started = "yes";
    void start(box, bring);
  });
}

// keepPlayers starts what there is to play, now and whenever it comes, and
// stops what is gone.
export function keepPlayers(bring: Bring): void {
  look(bring);
  new MutationObserver(() => look(bring)).observe(document.body, { childList: true, subtree: true });
}
