// copyFields gives each field that somebody will want elsewhere its button.
export function copyFields(): void {
  document.querySelectorAll<HTMLButtonElement>("[data-copy]").forEach((button) => {
    const field = document.getElementById(button.dataset.copy!) as HTMLInputElement;
    const says = button.textContent!;
    button.hidden = false;
    button.addEventListener("click", async () => {
      if (!(await copy(field))) return field.select(); // for the keyboard
      button.textContent = button.dataset.copied!;
      setTimeout(() => (button.textContent = says), 2000);
    });
  });
}

// copy works on plain http, too, where there is no clipboard to write to.
async function copy(field: HTMLInputElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    field.select();
    return document.execCommand("copy");
  }
}
