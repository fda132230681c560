// The link in the letter is /in#CODE: the fragment never leaves the browser,
// so no log and no mail scanner sees it. It fills the field; the person
// presses the button. Until they are in, this browser tab keeps the code: a
// choice of language or a reload does not lose it.
const key = "code";

export function fillCode(): void {
  const field = document.querySelector<HTMLInputElement>("[data-code]");
  if (!field) {
    if (document.body.dataset.in) keep("");
    return;
  }
  const fill = () => {
    const code = decode(location.hash.slice(1)).slice(0, 64);
    if (!code) return;
    field.value = code;
    keep(code);
    // The code must not stay in the address bar, the history or a screenshot.
    history.replaceState(history.state, "", location.pathname + location.search);
    field.form?.querySelector<HTMLElement>("[type=submit]")?.focus();
  };
  fill();
  if (!field.value) field.value = kept();
  if (field.ariaInvalid === "true") field.select(); // what is typed next takes the place of what was wrong
  document.querySelector(".langs")?.addEventListener("submit", () => keep(field.value.trim()));
  // A link pressed while the page is already open changes only the fragment.
  addEventListener("hashchange", fill);
}

function kept(): string {
  try {
    return sessionStorage.getItem(key) ?? "";
  } catch {
    return ""; // storage is refused: it is typed, or the letter opened, again
  }
}

function keep(code: string): void {
  try {
    if (code) sessionStorage.setItem(key, code.slice(0, 64));
    else sessionStorage.removeItem(key);
  } catch {
    // storage is refused
  }
}

function decode(s: string): string {
  if (s === "main") return ""; // the skip link
  try {
    return decodeURIComponent(s).trim();
  } catch {
    return s;
  }
}
