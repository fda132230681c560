// On a wide screen the day stands in a column of its own that scrolls: it opens
// at the talk that is on.
export function showCurrent(): void {
  const day = document.querySelector<HTMLElement>(".beside");
  const on = day?.querySelector<HTMLElement>("[aria-current]");
  if (!day || !on || day.scrollHeight <= day.clientHeight) return;
  day.scrollTop += on.getBoundingClientRect().top - day.getBoundingClientRect().top - day.clientHeight / 4;
}
