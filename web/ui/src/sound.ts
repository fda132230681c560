// Browsers start a picture by itself only when it is silent. So it starts
// silent with a button, "Tap for sound"; who pressed it once hears the next
// stage at once, where the browser lets us.
const key = "sound";

function wanted(): boolean {
  try {
    return sessionStorage.getItem(key) === "on";
  } catch {
    return false;
  }
}

function remember(on: boolean): void {
  try {
    sessionStorage.setItem(key, on ? "on" : "off");
  } catch {
    // storage is refused: the next stage asks again
  }
}

export function sound(video: HTMLVideoElement, button: HTMLElement | null): void {
  let begun = false;
  const show = () => {
    if (button) button.hidden = !video.muted && video.volume > 0;
  };
  const begin = async () => {
    if (begun) return;
    begun = true;
    if (wanted()) {
      video.muted = false;
      try {
        await video.play();
        return;
      } catch {
        // not without a touch: silent then
      }
    }
    video.muted = true;
    show();
    await video.play().catch(() => {}); // saving power: the play button is there
  };
  button?.addEventListener("click", () => {
    video.muted = false;
    if (video.volume === 0) video.volume = 1;
    remember(true);
    void video.play().catch(() => {});
    video.focus();
  });
  video.addEventListener("volumechange", () => {
    if (!video.muted) remember(true); // also before the picture is there
    show();
  });
  video.addEventListener("loadeddata", () => void begin(), { once: true });
}
