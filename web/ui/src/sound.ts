// Browsers start a picture by itself only when it is silent. So it starts
// silent with a button, "Tap for sound", unless the person had sound on the
// last stage and the browser lets us. How loud it is, and whether it is muted,
// stays as people left it.
const key = "sound";

interface Left {
  volume: number; // 0 to 1
  on: boolean;
}

// left is how the sound was left; null when nobody ever touched it.
function left(): Left | null {
  try {
    const l = JSON.parse(localStorage.getItem(key) ?? "null");
    return l && l.volume >= 0 && l.volume <= 1 ? { volume: l.volume, on: Boolean(l.on) } : null;
  } catch {
    return null; // storage is refused, or holds something else
  }
}

function leave(l: Left): void {
  try {
    localStorage.setItem(key, JSON.stringify(l));
  } catch {
    // storage is refused: the next stage asks again
  }
}

export function sound(video: HTMLVideoElement, button: HTMLElement | null): void {
  const was = left();
  let ours = true; // the sound is as we set it, not as the person did
  let begun = false;
  let last = { muted: video.muted, volume: video.volume };
  const set = (muted: boolean) => {
    video.muted = muted;
    last = { muted, volume: video.volume };
  };
  // Who turned the sound off is not asked to turn it on.
  const show = () => {
    if (button) button.hidden = !(ours && video.muted);
  };
  const begin = async () => {
    if (begun) return;
    begun = true;
    if (!ours || video.muted !== last.muted) return void (await video.play().catch(() => {})); // a person was faster than the picture
    if (was?.on) {
      set(false);
      try {
        await video.play();
        return show();
      } catch {
        // not without a touch: silent then
      }
    }
    set(true);
    ours = was?.on ?? true;
    show();
    await video.play().catch(() => {}); // saving power: the play button is there
  };
  if (was && video.volume === 1) {
    video.volume = was.volume || 1;
    last.volume = video.volume;
  }
  button?.addEventListener("click", () => {
    if (video.volume === 0) video.volume = 1;
    video.muted = false;
    void video.play().catch(() => {});
    video.focus();
  });
  video.addEventListener("volumechange", () => {
    if (video.muted === last.muted && video.volume === last.volume) return; // ours
    last = { muted: video.muted, volume: video.volume };
    ours = false;
    leave({ volume: video.volume, on: !video.muted && video.volume > 0 });
    show();
  });
  video.addEventListener("loadeddata", () => void begin(), { once: true });
}
