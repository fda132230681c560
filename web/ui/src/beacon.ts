// beacon.ts tells the server how the player does, now and then while it plays:
// numbers alone, of no person, since the last time.
const every = 11_000; // ms, and up to jitter more: the server hears each 10 s
const jitter = 4000;

// A Meter counts what a player's beacons say.
export class Meter {
  private readonly began = performance.now();
  private start = 0; // ms from the page's wish to the first picture; told once
  private stalls = 0;
  private errors = 0;
  private watched = 0; // s
  private at = -1;

  constructor(private video: HTMLVideoElement, private stage: string, private behind: () => number | null) {
    video.addEventListener("loadeddata", () => (this.start = Math.round(performance.now() - this.began)), { once: true });
    video.addEventListener("waiting", () => {
      if (this.at >= 0 && !video.seeking) this.stalls++;
    });
    video.addEventListener("timeupdate", () => {
      const step = video.currentTime - this.at;
      if (this.at >= 0 && step > 0 && step < 2) this.watched += step; // what is left out was not watched
      this.at = video.currentTime;
    });
    this.later();
  }

  failed(): void {
    this.errors++;
  }

  private later(): void {
    setTimeout(() => void this.send(), every + Math.random() * jitter);
  }

  private async send(): Promise<void> {
    if (!this.video.isConnected) return;
    this.later();
    if (this.video.paused && !this.errors) return;
    const { start, stalls, errors, watched } = this;
    const told = {
      stage: this.stage,
      start: String(start),
      stalls: String(stalls),
      behind: String(Math.round((this.behind() ?? 0) * 1000)),
      errors: String(errors),
      watched: String(Math.round(watched)),
    };
    try {
      const answer = await fetch("/beacon", { method: "POST", body: new URLSearchParams(told), keepalive: true });
      if (!answer.ok) return;
    } catch {
      return; // the line is away, of which the next one tells
    }
    this.start -= start;
    this.stalls -= stalls;
    this.errors -= errors;
    this.watched -= watched;
  }
}
