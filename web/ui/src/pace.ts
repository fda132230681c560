// pace.ts keeps a live picture as near to the stage as its playlist asks, by
// playing a little faster when it has fallen back; hls.js does so, too, but
// never with less than a second in the buffer. Who is too far back for that, or
// loses nothing by it, jumps. A stall asks for more distance, which a calm
// minute takes back.
const fastest = 1.08; // unheard
const close = 0.05; // s
const least = 0.3; // s in the buffer, below which nothing is hurried
const calm = 60_000; // ms
const far = 1.5; // s back, beyond which anybody jumps: speed would take 20 s
const near = 0.5; // s back, beyond which those do who lose nothing
const fresh = 5000; // ms after the first picture, in which nobody listens yet
const rest = 3000; // ms from jump to jump
const wary = 10_000; // ms after a stall without a jump

export class Pace {
  private stalled = 0; // when it last did
  private jumped = -rest;
  private began = 0; // when the first picture was there

  constructor(private video: HTMLVideoElement, private hls: any) {
    video.addEventListener("timeupdate", () => this.keep());
  }

  stall(): void {
    this.stalled = performance.now();
  }

  private keep(): void {
    const { video, hls } = this;
    const target: number | null = hls.targetLatency;
    if (!target || video.paused) return;
    this.began ||= performance.now();
    const details = hls.latestLevelDetails;
    if (this.stalled && performance.now() - this.stalled > calm && details?.partHoldBack) {
      this.stalled = 0;
      hls.targetLatency = details.partHoldBack;
    }
    if (this.jump()) return;
    const back = hls.latency - target;
    const ahead = hls.mainForwardBufferInfo?.len ?? 0;
    const hurried = video.playbackRate > 1; // and goes on until it is there
    const rate = ahead > least && back > (hurried ? 0 : close) ? Math.min(fastest, 1 + Math.max(0.03, back / 3)) : 1;
    if (Math.abs(video.playbackRate - rate) > 0.005) video.playbackRate = rate;
  }

  // jump goes to where the picture should be, when it is worth it and what is
  // there is buffered: nobody waits for it.
  private jump(): boolean {
    const { video, hls } = this;
    const now = performance.now();
    const to: number | null = hls.liveSyncPosition;
    const last = video.buffered.length - 1;
    if (to === null || last < 0 || video.seeking || to - video.currentTime < (this.lost(now) ? near : far)) return false;
    if (now - this.jumped < rest || (this.stalled && now - this.stalled < wary)) return false;
    if (to < video.buffered.start(last) || to + least > video.buffered.end(last)) return false;
    this.jumped = now;
    video.currentTime = to;
    return true;
  }

  // lost reports whether what a jump leaves out is lost on the viewer.
  private lost(now: number): boolean {
    const { video } = this;
    return now - this.began < fresh || (document.hidden && video.muted) || Boolean(video.parentElement?.querySelector("[data-over]:not([hidden])"));
  }
}
