// still.ts shows the last key frame of what is on air until the player plays:
// while its script or the line is slow, and for as long as a browser that plays
// nothing by itself waits for a tap. It lies over the player's own <video>,
// below the slate, and goes when a picture of the player's has been drawn.
const soon = 300; // ms in which a picture that comes needs no still before it

export function keepStill(box: HTMLElement, video: HTMLVideoElement): void {
  const url = new URL("still.mp4", new URL(box.dataset.hls!, location.href)).href;
  const over = box.querySelector<HTMLElement>("[data-over]");
  const done = new AbortController();
  let last: HTMLVideoElement | undefined;
  const put = (film?: Blob) => {
    const old = last;
    const drop = () => {
      if (old) URL.revokeObjectURL(old.src);
      old?.remove();
    };
    last = film && made(film);
    if (!last) return drop();
    last.addEventListener("loadeddata", drop, { once: true });
    over!.before(last);
  };
  const ask = async () => {
    if (!box.isConnected) done.abort(); // another picture is there
    if (done.signal.aborted || !over!.hidden) return;
    try {
      const answer = await fetch(url, { cache: "no-store", priority: "low", signal: done.signal });
      const film = answer.ok ? await answer.blob() : undefined; // none: no encoder is on air
      if (!done.signal.aborted) put(film);
    } catch {
      // the picture came first, or the line is away: the player says so
    }
  };
  if (!over) return;
  setTimeout(ask, soon);
  document.addEventListener("stagedoor:state", (e) => {
    if ((e as CustomEvent).detail?.picture) void ask(); // something else may be on air
  }, { signal: done.signal });
  done.signal.addEventListener("abort", () => put());
  video.addEventListener("playing", () => drawn(video, () => done.abort()), { once: true });
}

// made is the film in an element that nobody hears of, nor plays.
function made(film: Blob): HTMLVideoElement {
  const el = document.createElement("video");
  el.className = "still";
  el.slot = "poster";
  el.muted = el.playsInline = el.autoplay = true; // without, iPhones draw nothing
  el.disablePictureInPicture = el.disableRemotePlayback = true;
  el.ariaHidden = "true";
  el.src = URL.createObjectURL(film);
  return el;
}

// drawn calls f when another picture of the video can be seen.
function drawn(video: HTMLVideoElement, f: () => void): void {
  if (video.requestVideoFrameCallback) video.requestVideoFrameCallback(f);
  else requestAnimationFrame(() => requestAnimationFrame(f));
}
