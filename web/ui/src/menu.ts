// A menu is a details element; script only closes it where people expect it.
export function closeMenus(): void {
  const open = () => document.querySelector<HTMLDetailsElement>("[data-menu][open]");
  addEventListener("click", (e) => {
    const menu = open();
    if (menu && !menu.contains(e.target as Node)) menu.open = false;
  });
  addEventListener("keydown", (e) => {
    const menu = open();
    if (e.key !== "Escape" || !menu) return;
    menu.open = false;
    menu.querySelector("summary")?.focus();
  });
}
