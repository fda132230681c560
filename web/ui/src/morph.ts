// morph gives an element new HTML inside, and changes only what is other than
// before: who is in the middle of it keeps the place, what was opened stays
// open, and a screen reader hears only what changed.
export function morph(el: Element, html: string): void {
  const made = document.createElement("template");
  made.innerHTML = html;
  children(el, made.content);
}

function children(old: ParentNode & Node, made: ParentNode & Node): void {
  let at: ChildNode | null = old.firstChild;
  for (const next of [...made.childNodes]) {
    const found = match(at, next);
    if (!found) {
      old.insertBefore(next, at);
      continue;
    }
    if (found === at) at = at!.nextSibling;
    else old.insertBefore(found, at);
    patch(found, next);
  }
  while (at) {
    const gone = at;
    at = at.nextSibling;
    gone.remove();
  }
}

// match finds what of the old nodes, from at on, is the new one: the next of
// its kind when it has no name, the one of its name when it has.
function match(at: ChildNode | null, next: Node): ChildNode | null {
  const name = nameOf(next);
  for (let n = at; n; n = n.nextSibling) {
    if (n.nodeType === next.nodeType && n.nodeName === next.nodeName && nameOf(n) === name) return n;
    if (!name && n === at && !nameOf(n)) return null;
  }
  return null;
}

function nameOf(n: Node): string {
  if (!(n instanceof Element)) return "";
  return n.id || n.getAttribute("data-key") || n.getAttribute("data-piece") || "";
}

function patch(old: ChildNode, next: ChildNode): void {
  if (!(old instanceof Element) || !(next instanceof Element)) {
    if (old.nodeValue !== next.nodeValue) old.nodeValue = next.nodeValue;
    return;
  }
  if (old.isEqualNode(next)) return;
  for (const a of [...old.attributes]) {
    if (!next.hasAttribute(a.name) && !kept(old, a.name)) old.removeAttribute(a.name);
  }
  for (const a of [...next.attributes]) {
    if (old.getAttribute(a.name) !== a.value && !kept(old, a.name)) old.setAttribute(a.name, a.value);
  }
  children(old, next);
}

// kept are the attributes that are the viewer's.
function kept(el: Element, name: string): boolean {
  return name === "open" && el instanceof HTMLDetailsElement;
}
