// pause.ts has a live picture that a person paused stand still until they play
// it on, which begins where the others are: what they left out is not kept for
// long, and a picture far behind would be brought there anyway. A browser that
// waits for a tap to begin is no pause: its picture keeps up.
const rest = 15_000; // ms of a pause after which nothing more is loaded

export class Pause {
  on = false;
  resting = false; // nothing is loaded, so hls.js has no reason to jump either
  private timer = 0;

  // live goes to the live picture, load begins to load again. Without hls.js
  // the browser loads as it likes.
  constructor(video: HTMLVideoElement, hls: any, updated: string, live: () => void, load: () => void) {
    const far = hls?.config.liveMaxLatencyDurationCount; // from which on hls.js jumps, paused or not
    video.addEventListener("pause", () => {
      this.on = true;
      if (!hls) return;
      hls.config.liveMaxLatencyDurationCount = Infinity;
      clearTimeout(this.timer);
      this.timer = window.setTimeout(() => {
        this.resting = true;
        hls.stopLoad();
      }, rest);
    });
    video.addEventListener("play", () => {
      clearTimeout(this.timer);
      if (!this.on) return;
      const rested = this.resting;
      this.on = this.resting = false;
      if (hls) hls.config.liveMaxLatencyDurationCount = far;
      if (!rested) return live();
      hls?.once(updated, () => this.on || live()); // where that is, is not known yet
      load();
    });
  }

  stop(): void {
    clearTimeout(this.timer);
  }
}
