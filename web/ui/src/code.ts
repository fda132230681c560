// The link in the letter is /in#CODE: the fragment never leaves the browser,
// so no log and no mail scanner sees it. It fills the field; the person
// presses the button.
export function fillCode(): void {
  const field = document.querySelector<HTMLInputElement>("[data-code]");
  if (!field) return;
  const fill = () => {
    const code = decode(location.hash.slice(1)).slice(0, 64);
    if (!code) return;
    field.value = code;
    // The code must not stay in the address bar, the history or a screenshot.
    history.replaceState(history.state, "", location.pathname + location.search);
    field.form?.querySelector<HTMLElement>("[type=submit]")?.focus();
  };
  fill();
  // A link pressed while the page is already open changes only the fragment.
  addEventListener("hashchange", fill);
}

function decode(s: string): string {
  if (s === "main") return ""; // the skip link
  try {
    return decodeURIComponent(s).trim();
  } catch {
    return s;
  }
}
