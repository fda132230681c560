// How hls.js is set: for a program of ours, and for foreign playlists.

// patient is a policy of hls.js with its times in ms. After one more try the
// error is ours to mend (source.ts), which tries for as long as it takes.
const patient = (begins: number, whole: number, tries: number) => ({
  default: {
    maxTimeToFirstByteMs: begins,
    maxLoadTimeMs: whole,
    timeoutRetry: { maxNumRetry: tries, retryDelayMs: 0, maxRetryDelayMs: 0 },
    errorRetry: { maxNumRetry: tries, retryDelayMs: 250, maxRetryDelayMs: 1000 },
  },
});

export function tune(foreign: boolean): object {
  const both = {
    lowLatencyMode: true,
    backBufferLength: 30, // s; phones have little memory
    maxBufferLength: 20,
    capLevelToPlayerSize: true,
    liveDurationInfinity: true, // by which the controls know that it is live
  };
  if (foreign) return { ...both, maxLiveSyncPlaybackRate: 1.08 }; // catches up unheard
  // PART-HOLD-BACK says where to be, a stall asks for a little more (pace.ts).
  return {
    ...both,
    liveSyncOnStallIncrease: 0.3,
    playlistLoadPolicy: patient(2500, 10_000, 1), // a reload is held for less than a segment
    manifestLoadPolicy: patient(3000, 10_000, 1),
    fragLoadPolicy: patient(3000, 20_000, 1),
    enableWorker: false, // fragmented MP4 needs no work, and the worker takes time to start
    startFragPrefetch: true,
    testBandwidth: false, // there is one rendition
  };
}
