// A page that neither hears nor reaches us says so, in its own words, until
// it does again; and one that is over and is still there.
export function say(what: "" | "offline" | "away" | "shut"): void {
  document.querySelectorAll<HTMLElement>("[data-offline]").forEach((el) => {
    const text = (what && el.dataset[what]) || "";
    el.dataset.says = what;
    if (el.textContent !== text) el.textContent = text;
  });
}
