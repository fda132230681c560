// A pressed button says that something is under way, and takes no second
// press: on a slow line people press twice.
export function keepBusy(): void {
  addEventListener("submit", (e) => {
    const form = e.target as HTMLFormElement;
    if (e.defaultPrevented || form.method !== "post") return;
    // The answer goes into a frame: this page stays, and may ask once more.
    if (e.submitter?.getAttribute("formtarget")) return;
    if (form.dataset.sent) {
      e.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    const button = e.submitter;
    if (!(button instanceof HTMLButtonElement) || !button.classList.contains("button")) return;
    button.classList.add("is-busy");
    if (button.dataset.busy) {
      button.dataset.idle = button.textContent ?? "";
      button.lastChild!.textContent = button.dataset.busy;
    }
  });
  // Back from the next page the browser shows this one as it was left.
  addEventListener("pageshow", () => {
    document.querySelectorAll<HTMLFormElement>("form[data-sent]").forEach((f) => delete f.dataset.sent);
    document.querySelectorAll<HTMLButtonElement>(".button.is-busy").forEach((b) => {
      b.classList.remove("is-busy");
      if (b.dataset.idle) b.lastChild!.textContent = b.dataset.idle.trim();
    });
  });
}
