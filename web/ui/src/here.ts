// On a wide screen the day stands in a column of its own that scrolls: it opens
// at the talk that is on. On a narrow one a row of links may be wider than the
// screen: it opens at the link of this page.
export function showCurrent(): void {
  for (const row of document.querySelectorAll<HTMLElement>(".rooms, .tabs, .switch")) {
    const here = row.querySelector<HTMLElement>("[aria-current]");
    if (here && row.scrollWidth > row.clientWidth) {
      row.scrollLeft += here.getBoundingClientRect().left - row.getBoundingClientRect().left - row.clientWidth / 4;
    }
  }
  const day = document.querySelector<HTMLElement>(".beside");
  const on = day?.querySelector<HTMLElement>("[aria-current]");
  if (!day || !on || day.scrollHeight <= day.clientHeight) return;
  day.scrollTop += on.getBoundingClientRect().top - day.getBoundingClientRect().top - day.clientHeight / 4;
}
