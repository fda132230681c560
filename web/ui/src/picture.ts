// The picture of a stage's page. What it may be stands in the page as
// <template data-shows>; when the state names another picture, the new one is
// built behind the old, which stays until the new one can be seen. The same
// picture is never touched: who watches goes on watching.
import { bring } from "./bring";
import { fill as fillSlate } from "./slate";
import { keepOver, type Over } from "./over";

export interface Picture {
  key: string;
  kind: "hls" | "embed" | "slate";
  source?: string; // the rung
  src?: string;
  title?: string;
  says?: string;
  until?: string;
  then?: string;
  picture?: string;
  over?: Over; // of a program of ours: what lies over it (over.ts)
}

const patience = 3000; // ms that the old picture waits for a new one that does not come
const jitter = 1000; // ms: all pages of a stage must not be loaded again at once
const once = 60_000; // ms in which the page is loaded again at most once for the same hosts

export function keepPicture(): void {
  void play(document);
  const frame = document.querySelector<HTMLElement>(".picture[data-key]");
  if (!frame) return;
  keepOver(frame);
  let wanted = frame.dataset.key!;
  frame.dataset.shown ??= wanted;
  document.addEventListener("stagedoor:state", (e) => {
    const { picture, hosts } = (e as CustomEvent<{ picture?: Picture; hosts?: string }>).detail ?? {};
    if (!picture) return;
    frame.dataset.source = picture.source ?? "";
    if (picture.key === wanted) return;
    wanted = picture.key;
    frame.dataset.key = wanted;
    if (wanted === frame.dataset.shown) return dropBuilt(frame);
    void swap(frame, picture, hosts, () => wanted === picture.key);
  });
}

let players = false;

// play loads the player's script when there is something for it.
async function play(root: ParentNode): Promise<void> {
  if (players || !root.querySelector("[data-hls]")) return;
  players = true;
  (await bring(() => import("./player"))).keepPlayers(bring);
}

async function swap(frame: HTMLElement, picture: Picture, hosts: string | undefined, still: () => boolean): Promise<void> {
  const template = frame.parentElement?.querySelector<HTMLTemplateElement>(`template[data-for="${picture.kind}"]`);
  const made = template?.content.firstElementChild?.cloneNode(true) as HTMLElement | undefined;
  if (!made || (hosts && hosts !== frame.dataset.hosts)) return loadAgain(hosts);
  fill(made, picture);
  keepSound(frame, made);
  const ready = shown(made, picture.kind);
  frame.prepend(made); // below the old one, which is painted after it
  if (picture.over) document.dispatchEvent(new CustomEvent("stagedoor:picture"));
  void play(frame);
  await Promise.race([ready, new Promise((done) => setTimeout(done, patience))]);
  if (!still() || !made.isConnected) return made.remove();
  for (const old of [...frame.children]) {
    if (old !== made) old.remove();
  }
  frame.dataset.shown = picture.key;
}

// dropBuilt takes away what is being built: the picture that is to be seen, the
// last, is wanted again.
function dropBuilt(frame: HTMLElement): void {
  for (const made of [...frame.querySelectorAll(":scope > [data-shows]")].slice(0, -1)) made.remove();
}

function fill(el: HTMLElement, p: Picture): void {
  if (p.kind === "hls") {
    el.dataset.hls = p.src ?? "";
    el.toggleAttribute("data-full", !p.over); // our own needs less
    el.querySelector("video")?.setAttribute("aria-label", p.title ?? "");
  }
  if (p.kind === "embed") {
    el.setAttribute("src", p.src ?? "");
    el.setAttribute("title", p.title ?? "");
  }
  if (p.kind === "slate") fillSlate(el, p);
}

// keepSound makes the new picture as loud as the old one.
function keepSound(frame: HTMLElement, made: HTMLElement): void {
  const old = frame.querySelector("video");
  const next = made.querySelector("video");
  if (old && next) next.volume = old.volume;
}

// shown is when the new picture can be seen: a first frame, a loaded frame.
function shown(el: HTMLElement, kind: Picture["kind"]): Promise<unknown> {
  const on = (target: Element | null, event: string) =>
    new Promise((done) => target?.addEventListener(event, done, { once: true }));
  if (kind === "hls") return on(el.querySelector("video"), "loadeddata");
  return kind === "embed" ? on(el, "load") : Promise.resolve();
}

// loadAgain asks for the whole page: what it may load was fixed when it was
// loaded, and the new picture comes from elsewhere. Not twice within a minute:
// a page that still does not fit stays as it is.
function loadAgain(hosts: string | undefined): void {
  try {
    const [last, at] = (sessionStorage.getItem("hosts") ?? "").split(" ");
    if (last === (hosts ?? "") && Math.abs(Date.now() - Number(at)) < once) return;
    sessionStorage.setItem("hosts", `${hosts ?? ""} ${Date.now()}`);
  } catch {
    return; // storage is refused: no loop then, and no picture until the person reloads
  }
  setTimeout(() => location.reload(), Math.random() * jitter);
}
