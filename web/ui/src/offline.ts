// A page that neither hears nor reaches us says so, in its own words, until
// it does again.
export function sayOffline(offline: boolean): void {
  document.querySelectorAll<HTMLElement>("[data-offline]").forEach((el) => {
    const text = offline ? el.dataset.offline! : "";
    if (el.textContent !== text) el.textContent = text;
  });
}
