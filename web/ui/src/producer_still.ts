// A still of each stage that shows a playlist or an encoder: the newest frame,
// drawn and let go, every 15 or 10 seconds and one stage at a time, since a
// browser opens only six connections to a host. What is drawn stays while the
// next one comes. An encoder's is a film of one key frame.
import { put, type Words } from "./producer_words";

const patience = 12_000; // ms for one
const soon = 2000; // ms until one of ours is tried again: its encoder may just have begun

export function stills(words: Words): () => void {
  const last = new Map<string, { url: string; frame: ImageBitmap }>(); // by stage
  const tried = new Map<string, number>();
  const failed = new Map<string, number>(); // how often in a row, by address
  let drawing = false;

  const boxes = () => [...document.querySelectorAll<HTMLCanvasElement>("canvas[data-still]")];
  const show = (box: HTMLCanvasElement, frame: ImageBitmap) => {
    box.getContext("2d")?.drawImage(frame, 0, 0, box.width, box.height);
    box.dataset.drawn = "yes";
    waiting(box.dataset.of!, box.dataset.still!, ""); // whoever hears the page would wait on
  };
  const renew = (of: string) => {
    const known = last.get(of);
    boxes().filter((b) => b.dataset.of === of && known?.url === b.dataset.still).forEach((b) => show(b, known!.frame));
  };
  // keep puts a still that is known onto a canvas that came anew.
  const keep = () => {
    for (const box of boxes()) {
      const known = last.get(box.dataset.of!);
      if (!box.dataset.drawn && known?.url === box.dataset.still) show(box, known.frame);
      else if (!box.dataset.drawn) waiting(box.dataset.of!, box.dataset.still!, put((failed.get(box.dataset.still!) ?? 0) > 1 ? words.still : words.soon));
    }
  };
  const due = () =>
    boxes()
      .map((box) => ({ box, at: tried.get(box.dataset.of! + box.dataset.still) ?? 0 }))
      .filter(({ box, at }) => Date.now() - at >= (failed.has(box.dataset.still!) && ours(box.dataset.still!) ? soon : Number(box.dataset.every) * 1000))
      .sort((a, b) => a.at - b.at)[0]?.box;

  const next = async () => {
    if (drawing || document.hidden) return;
    const box = due();
    if (!box) return;
    drawing = true;
    const of = box.dataset.of!;
    const url = box.dataset.still!;
    tried.set(of + url, Date.now());
    try {
      const frame = await grab(url);
      last.get(of)?.frame.close();
      last.set(of, { url, frame });
      failed.delete(url);
    } catch {
      failed.set(url, (failed.get(url) ?? 0) + 1);
    }
    drawing = false;
    renew(of);
    keep();
    void next();
  };
  const waiting = (of: string, url: string, text: string) => {
    for (const box of boxes()) {
      const line = box.parentElement?.querySelector<HTMLElement>("[data-waits]");
      if (box.dataset.of === of && box.dataset.still === url && line) line.textContent = text;
    }
  };

  keep();
  void next();
  setInterval(() => void next(), 1000);
  return () => {
    keep();
    void next();
  };
}

// ours are films of our own encoders, not somebody's playlist.
const ours = (url: string) => url.startsWith("/");

// grab loads as little of the playlist as makes one frame.
async function grab(url: string): Promise<ImageBitmap> {
  const film = ours(url);
  const Hls = film ? null : (await import("hls.js/light")).default;
  const video = document.createElement("video");
  video.muted = true;
  video.playsInline = true;
  let hls: any = null;
  try {
    await new Promise<void>((good, bad) => {
      const late = setTimeout(() => bad(new Error("late")), patience);
      video.addEventListener("loadeddata", () => (clearTimeout(late), good()), { once: true });
      video.addEventListener("error", () => (clearTimeout(late), bad(new Error("media"))), { once: true });
      if (!Hls?.isSupported()) {
        video.src = film ? `${url}?${Date.now()}` : url;
        return;
      }
      hls = new Hls({ enableWorker: false, maxBufferLength: 1, maxMaxBufferLength: 4, startLevel: 0, capLevelToPlayerSize: false, lowLatencyMode: false, liveSyncDurationCount: 1 });
      hls.on(Hls.Events.ERROR, (_: unknown, e: any) => {
        if (e.fatal) {
          clearTimeout(late);
          bad(new Error(e.details));
        }
      });
      hls.loadSource(url);
      hls.attachMedia(video);
    });
    return await createImageBitmap(video);
  } finally {
    hls?.destroy();
    video.removeAttribute("src");
    video.load();
  }
}
