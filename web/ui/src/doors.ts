// The doors: a page that waits for them opens by itself when the state says
// that they moved, and a page behind them closes. Who waits on a page without a
// connection is let through by its own timer (again.ts).
const jitter = 2000; // ms: all who wait for the doors must not ask at once

export function watchDoors(): void {
  const mine = document.body.dataset.doors;
  if (!mine) return;
  let moved = false;
  document.addEventListener("stagedoor:state", (e) => {
    const doors = (e as CustomEvent<{ doors?: string }>).detail?.doors;
    if (!doors || doors === mine || moved) return;
    moved = true;
    setTimeout(() => location.reload(), Math.random() * jitter);
  });
}
