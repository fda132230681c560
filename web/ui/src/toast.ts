// A closed announcement stays closed in this browser tab.
const key = (id: string) => `toast ${id}`;

function remembered(id: string): boolean {
  try {
    return sessionStorage.getItem(key(id)) !== null;
  } catch {
    return false; // storage is refused: it will come again
  }
}

export function closeToasts(): void {
  const sweep = () =>
    document.querySelectorAll<HTMLElement>("[data-toast]").forEach((t) => {
      if (remembered(t.dataset.toast!)) t.remove();
    });
  sweep();
  document.querySelectorAll("[data-toast-at]").forEach((at) => new MutationObserver(sweep).observe(at, { childList: true }));
  addEventListener("click", (e) => {
    const toast = (e.target as Element).closest?.("[data-close]")?.closest<HTMLElement>("[data-toast]");
    if (!toast) return;
    try {
      sessionStorage.setItem(key(toast.dataset.toast!), "1");
    } catch {
      // storage is refused: it closes for now
    }
    toast.remove();
  });
}
