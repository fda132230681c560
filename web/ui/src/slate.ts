// A slate as the script makes it, of the page's <template data-for="slate">:
// all its parts are there, those without a value go.
export interface Slate {
  says?: string;
  until?: string;
  then?: string;
  picture?: string;
}

export function fill(el: HTMLElement, s: Slate): void {
  el.classList.toggle("pictured", Boolean(s.picture));
  el.querySelectorAll<HTMLElement>("[data-slot]").forEach((slot) => {
    const value = s[slot.dataset.slot as keyof Slate];
    if (!value || (slot.dataset.slot === "until" && Date.parse(value) <= Date.now())) slot.remove();
    else if (slot instanceof HTMLImageElement) slot.src = value;
    else if (slot.dataset.slot === "until") slot.dataset.until = value;
    else slot.textContent = value;
  });
}
