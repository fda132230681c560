// pace.ts keeps a live picture as near to the stage as its playlist asks, by
// playing a little faster when it has fallen back; hls.js does so, too, but
// never with less than a second in the buffer. A stall asks for more distance,
// which a calm minute takes back.
const fastest = 1.08; // unheard
const close = 0.05; // s
const least = 0.3; // s in the buffer, below which nothing is hurried
const calm = 60_000; // ms

export class Pace {
  private stalled = 0; // when it last did

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
    const details = hls.latestLevelDetails;
    if (this.stalled && performance.now() - this.stalled > calm && details?.partHoldBack) {
      this.stalled = 0;
      hls.targetLatency = details.partHoldBack;
    }
    const back = hls.latency - target;
    const ahead = hls.mainForwardBufferInfo?.len ?? 0;
    const hurried = video.playbackRate > 1; // and goes on until it is there
    const rate = ahead > least && back > (hurried ? 0 : close) ? Math.min(fastest, 1 + Math.max(0.03, back / 3)) : 1;
    if (Math.abs(video.playbackRate - rate) > 0.005) video.playbackRate = rate;
  }
}
