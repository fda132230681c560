// A Source brings an HLS playlist into a video element and keeps it coming:
// by hls.js wherever Media Source Extensions are, by the browser itself only
// where they are missing. After an error it tries again, more and more slowly.
export type Trouble = "" | "offline" | "back" | "refused" | "unplayed";

export interface Options {
  url: string;
  full: boolean; // the full hls.js: other audio, captions
  live: boolean;
  trouble: (kind: Trouble) => void;
}

const slowest = 10_000; // ms between tries: a stage comes back within that
const steady = 8_000; // ms of picture after which a media error is a new one

export class Source {
  private hls: any = null;
  private tries = 0;
  private mediaErrors = 0;
  private timer = 0;
  private stopped = false;
  private readonly hurry = () => this.again(0);

  constructor(private video: HTMLVideoElement, private o: Options) {
    video.addEventListener("timeupdate", () => this.good());
    addEventListener("online", this.hurry);
    addEventListener("offline", () => !this.stopped && o.trouble("offline"));
  }

  async load(): Promise<void> {
    const { default: Hls } = this.o.full ? await import("hls.js") : await import("hls.js/light");
    if (this.stopped) return;
    if (Hls.isSupported()) return this.byHls(Hls);
    if (this.video.canPlayType("application/vnd.apple.mpegurl")) return this.bySelf();
    this.o.trouble("unplayed");
  }

  // behind is how many seconds the picture lags behind the stage, or null
  // while that is unknown.
  behind(): number | null {
    const lag = this.hls?.latency;
    return typeof lag === "number" && lag > 0 && isFinite(lag) ? lag : null;
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    removeEventListener("online", this.hurry);
    this.hls?.destroy();
    this.hls = null;
  }

  private byHls(Hls: any): void {
    const hls = (this.hls = new Hls({
      lowLatencyMode: true,
      backBufferLength: 30,
      maxLiveSyncPlaybackRate: 1.08, // catches up unheard
      capLevelToPlayerSize: true,
    }));
    hls.on(Hls.Events.ERROR, (_: unknown, e: any) => {
      if (!e.fatal || this.stopped) return;
      const status = e.response?.code ?? 0;
      if (status === 401 || status === 403) return this.refused();
      if (e.type === Hls.ErrorTypes.MEDIA_ERROR) return this.mediaError();
      this.later();
    });
    hls.loadSource(this.o.url);
    hls.attachMedia(this.video);
  }

  private bySelf(): void {
    this.video.addEventListener("error", () => this.later());
    this.video.src = this.o.url;
  }

  private refused(): void {
    this.stop();
    this.video.pause();
    this.o.trouble("refused");
  }

  // mediaError mends the decoder; when that does not hold, it begins anew.
  private mediaError(): void {
    this.mediaErrors++;
    setTimeout(() => (this.mediaErrors = Math.max(0, this.mediaErrors - 1)), steady);
    if (this.mediaErrors === 1) return this.hls.recoverMediaError();
    if (this.mediaErrors === 2) {
      this.hls.swapAudioCodec();
      return this.hls.recoverMediaError();
    }
    this.later();
  }

  private later(): void {
    this.o.trouble(navigator.onLine ? "back" : "offline");
    this.again(Math.min(1000 * 2 ** this.tries++, slowest) * (0.75 + Math.random() / 2));
  }

  private again(ms: number): void {
    if (this.stopped) return;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      if (this.stopped) return;
      if (!this.hls) {
        this.video.src = this.o.url;
        this.video.load();
        void this.video.play().catch(() => {});
        return;
      }
      // A playlist that was never read must be asked for again; loading alone
      // would start from nothing. The last position means nothing live.
      this.hls.stopLoad();
      this.hls.loadSource(this.o.url);
      this.hls.startLoad(this.o.live ? -1 : this.video.currentTime);
      void this.video.play().catch(() => {});
    }, ms);
  }

  private good(): void {
    if (this.tries === 0 && navigator.onLine) return this.o.trouble("");
    this.tries = 0;
    this.o.trouble(navigator.onLine ? "" : "offline");
  }
}
