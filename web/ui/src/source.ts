// A Source brings an HLS playlist into a video element and keeps it coming:
// by hls.js wherever Media Source Extensions are (on iPhones Managed Media
// Source is), by the browser itself only where they are missing. One hls.js
// lives as long as its player: after an error it is asked to go on, never made
// anew.
import { alignByDate } from "./align";
import type { Bring } from "./bring";
import { Pace } from "./pace";
import { Pause } from "./pause";
import { tune } from "./tuning";

export type Trouble = "" | "offline" | "back" | "refused" | "unplayed";

export interface Options {
  url: string;
  full: boolean; // the full hls.js: a foreign source, which may have other audio or captions
  live: boolean;
  bring: Bring;
  trouble: (kind: Trouble) => void;
  failed: () => void; // an error that was to be mended: counted
}

const first = 300; // ms before the second try
const slowest = 1500; // ms between tries of our own: 5 s after a restart an open page shows something
const settled = 1000; // ms after a try until which the picture moves, or something is asked for
const slowestForeign = 10_000;
const refusedFor = 10_000; // ms until who was refused asks again
const steady = 8000; // ms of picture after which a media error is a new one
const frozen = 4000; // ms in which the picture stands though it should move
const hopeless = 8000; // ms after which a piece of the picture is not waited for

export class Source {
  private hls: any = null;
  private pause: Pause | null = null;
  private tries = 0;
  private mediaErrors = 0;
  private timer = 0;
  private pulse = 0;
  private loaded = false; // the script is there: what is to play can
  private stopped = false;
  private spliced = 0; // unix ms of the picture's last discontinuity
  private cc = -1;
  private shut = false; // refused, and nothing has come since
  private moved = 0; // when the picture last did
  private at = -1;
  private nudges = 0;
  private asked = -Infinity; // when a piece of the picture last was, of which nothing has been heard since
  private readonly hurry = () => {
    this.calm();
    this.again(0);
  };
  private readonly offline = () => this.o.trouble("offline");

  constructor(private video: HTMLVideoElement, private o: Options) {
    video.addEventListener("timeupdate", () => this.good());
    addEventListener("online", this.hurry);
    addEventListener("offline", this.offline);
  }

  async load(): Promise<void> {
    const { default: Hls } = await this.o.bring(() => (this.o.full ? import("hls.js") : import("hls.js/light")), () => {
      this.o.failed();
      this.o.trouble(navigator.onLine ? "back" : "offline");
    });
    if (this.stopped) return;
    this.loaded = true;
    if (Hls.isSupported()) this.byHls(Hls);
    else if (this.video.canPlayType("application/vnd.apple.mpegurl")) this.bySelf();
    else return this.o.trouble("unplayed");
    this.moved = performance.now();
    this.pulse = window.setInterval(() => this.look(), 1000);
  }

  // behind is how many seconds the picture lags behind the stage, or null
  // while that is unknown.
  behind(): number | null {
    const lag = this.hls ? this.hls.latency : (this.end() ?? 0) - this.video.currentTime;
    return typeof lag === "number" && lag > 0 && isFinite(lag) ? lag : null;
  }

  // playing is the moment of a program of ours that is to be seen, by the
  // stage's clock, and the one of its last splice; null while it is not to
  // move. One that waits for its buffer will go on where it is.
  playing(): { date: number; spliced: number } | null {
    if (this.o.full || this.video.paused) return null;
    const started = (this.video as any).getStartDate?.().getTime(); // Safari's own
    const date = this.hls ? this.hls.playingDate?.getTime() : started + this.video.currentTime * 1000;
    return date > 0 ? { date, spliced: this.hls ? this.spliced : date } : null;
  }

  // paused reports whether a person paused a live picture.
  paused(): boolean {
    return Boolean(this.pause?.on);
  }

  // live goes to where the player wants to be of a live picture.
  live(): void {
    const to = this.hls ? this.hls.liveSyncPosition : this.end();
    if (typeof to === "number") this.video.currentTime = to;
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    clearInterval(this.pulse);
    this.pause?.stop();
    removeEventListener("online", this.hurry);
    removeEventListener("offline", this.offline);
    if (this.loaded && !this.hls) this.unload();
    this.hls?.destroy();
    this.hls = null;
  }

  // end is how far the browser itself can go, or null while it knows nothing.
  private end(): number | null {
    const { seekable } = this.video;
    const last = seekable.length ? seekable.end(seekable.length - 1) : NaN;
    return isFinite(last) ? last : null;
  }

  // unload has the browser ask for nothing more.
  private unload(): void {
    this.video.removeAttribute("src");
    this.video.load();
  }

  private byHls(Hls: any): void {
    const hls = (this.hls = new Hls(tune(this.o.full)));
    const pace = this.o.full ? null : new Pace(this.video, hls);
    if (pace) hls.config.liveMaxLatencyDurationCount = 1.5; // who is further behind jumps; said before, it would unsay PART-HOLD-BACK
    if (this.o.live) this.pause = new Pause(this.video, hls, Hls.Events.LEVEL_UPDATED, () => this.live(), () => this.again(0));
    alignByDate(hls, Hls.Events.LEVEL_LOADED);
    hls.on(Hls.Events.ERROR, (_: unknown, e: any) => {
      if (this.stopped) return;
      if (e.details === Hls.ErrorDetails.BUFFER_STALLED_ERROR) pace?.stall();
      if (e.frag) this.asked = -Infinity;
      if (!e.fatal) return;
      this.o.failed();
      const status = e.response?.code ?? 0;
      if (status === 401 || status === 403) return this.refused();
      if (e.type === Hls.ErrorTypes.MEDIA_ERROR) return this.mediaError();
      this.later();
    });
    // What was asked for after a refusal and came says that it is over.
    for (const came of [Hls.Events.LEVEL_LOADED, Hls.Events.FRAG_LOADED]) hls.on(came, () => {
      this.shut = false;
      this.calm();
    });
    hls.on(Hls.Events.FRAG_LOADING, () => (this.asked = performance.now()));
    hls.on(Hls.Events.FRAG_LOADED, () => (this.asked = -Infinity));
    hls.on(Hls.Events.FRAG_CHANGED, (_: unknown, { frag }: any) => {
      if (frag.cc === this.cc) return;
      this.cc = frag.cc;
      this.spliced = frag.programDateTime ?? 0;
    });
    hls.loadSource(this.o.url);
    hls.attachMedia(this.video);
  }

  private bySelf(): void {
    if (this.o.live) this.pause = new Pause(this.video, null, "", () => this.live(), () => this.again(0));
    this.video.addEventListener("error", () => {
      // It does not say why: perhaps who watches is refused.
      document.dispatchEvent(new CustomEvent("stagedoor:ask"));
      this.later();
    });
    this.video.src = this.o.url;
  }

  // refused asks why: the page's state says it, and is loaded again when the
  // login is over. Who may watch again later, does.
  private refused(): void {
    this.shut = true;
    this.o.trouble("refused");
    document.dispatchEvent(new CustomEvent("stagedoor:ask"));
    this.again(refusedFor * (0.75 + Math.random() / 2));
  }

  // mediaError mends the decoder; when that does not hold, it begins anew.
  private mediaError(): void {
    this.mediaErrors++;
    setTimeout(() => (this.mediaErrors = Math.max(0, this.mediaErrors - 1)), steady);
    if (this.mediaErrors === 2) this.hls.swapAudioCodec();
    if (this.mediaErrors > 2) return this.later();
    this.hls.recoverMediaError();
    this.goOn();
  }

  private later(): void {
    this.o.trouble(navigator.onLine ? "back" : "offline");
    const most = this.o.full ? slowestForeign : slowest;
    this.again(Math.min(first * 2 ** this.tries++, most) * (0.75 + Math.random() / 2));
  }

  private again(ms: number): void {
    if (this.stopped) return;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      if (this.stopped || !this.loaded || this.pause?.resting) return; // who plays on has it loaded
      this.moved = performance.now() - frozen + settled;
      if (!this.hls) {
        if (this.pause?.on) return void (this.pause.resting = true); // loading would play it
        this.video.src = this.o.url;
        this.video.load();
      } else {
        // What is asked for may hang in a line that is gone. A playlist that
        // was never read must be asked for again; loading alone would start
        // from nothing.
        this.hls.stopLoad();
        if (!this.hls.levels?.[0]?.details) this.hls.loadSource(this.o.url);
        this.hls.startLoad(this.o.live ? -1 : this.video.currentTime);
      }
      if (this.video.autoplay) this.goOn();
    }, ms);
  }

  // goOn plays what was mended, unless a person paused it.
  private goOn(): void {
    if (!this.pause?.on) void this.video.play().catch(() => {});
  }

  // calm takes back what was wrong while a paused picture stands: nothing of it
  // moves, which would.
  private calm(): void {
    if (this.pause?.on && !this.shut && navigator.onLine) this.o.trouble("");
  }

  // good hears that the picture moves; one that is refused moves while
  // anything of it is buffered.
  private good(): void {
    if (this.shut) return;
    if (this.tries === 0 && navigator.onLine) return this.o.trouble("");
    this.tries = 0;
    this.o.trouble(navigator.onLine ? "" : "offline");
  }

  // look sees each second whether the picture moves as it should, and gives it
  // a push when it does not: to the live edge, then through the decoder.
  private look(): void {
    const now = performance.now();
    const { currentTime, paused, buffered, readyState } = this.video;
    if ((currentTime !== this.at && readyState > 2) || paused) { // a jump to what is not there is no move
      this.at = currentTime;
      this.moved = now;
      this.nudges = 0;
    }
    if (!this.hls || !this.o.live || now - this.moved < frozen) return;
    const ahead = buffered.length && buffered.end(buffered.length - 1) > currentTime + 0.5;
    if (!ahead && !this.idle(currentTime)) return; // there is nothing to show: the network's errors tell
    this.moved = now;
    this.o.failed();
    if (!ahead || this.nudges++ % 2 === 0) this.live();
    else this.hls.recoverMediaError();
    if (!ahead) this.again(0);
    this.goOn();
  }

  // idle reports whether the playlist goes on and nothing of it is asked for:
  // what hls.js asked for last may have failed while we were away.
  private idle(currentTime: number): boolean {
    const list = this.hls.latestLevelDetails;
    return performance.now() - this.asked > hopeless && list && list.age < frozen / 1000 && list.edge > currentTime + 1;
  }
}
