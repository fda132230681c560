// over.ts changes what lies over a program of ours: the organiser's slate. The
// picture is a second behind the stage, or more, so what was told at once is
// shown when the picture has got there: PROGRAM-DATE-TIME says when that is.
// What stands beside the picture and belongs to it waits with it.
import { fill } from "./slate";
import type { Film } from "./player";

export interface Over {
  from: number; // unix ms of the picture
  says?: string; // empty: nothing lies over it
  until?: string;
  then?: string;
  picture?: string;
}

type Pieces = { [name: string]: string };

// What a page hears before it is put in place.
interface Heard {
  picture?: { over?: Over };
  pieces?: Pieces;
  put: (pieces: Pieces) => void;
}

const patience = 10_000; // ms that anything waits
const keyFrame = 3000; // ms in which an encoder's picture follows its rung
const recent = 5000; // ms by which the picture may be there before it is judged steady
const settled = 1000; // ms in which the slate in the stream follows the one over it
const waiting = ["title", "facts"]; // pieces

let over: Over | undefined; // told last
let shown = 0; // what the slate that lies there is from; 0: none lies there
let held: Pieces = {};
let put: Heard["put"] = () => {};
let since = 0;
let timer = 0;

export function keepOver(frame: HTMLElement): void {
  const film = () => frame.querySelector<Film>(":scope > .film");
  if (film()?.querySelector("[data-over]:not([hidden])")) shown = 1; // from long ago
  // due reports whether the picture has got to what was told.
  const due = () => {
    const at = film()?.source?.playing();
    if (!over || !at || at.date >= over.from + keyFrame || Date.now() - since >= patience) return true;
    if (at.date < over.from) return false;
    if (over.says || !shown) return true;
    // The encoder's picture begins at a splice, behind the slate's.
    return at.spliced > shown + settled && at.spliced >= over.from - recent;
  };
  const look = () => {
    clearTimeout(timer);
    if (!due()) return void (timer = window.setTimeout(look, 50));
    const box = film()?.querySelector<HTMLElement>("[data-over]");
    if (box && over) lay(box, over);
    if (Object.keys(held).length) put(held);
    held = {};
  };
  document.addEventListener("stagedoor:heard", (e) => {
    const heard = (e as CustomEvent<Heard>).detail;
    const next = heard.picture?.over;
    if (!next && heard.picture) over = undefined; // the picture is another one: nothing to wait for
    if (next) {
      if (next.from !== over?.from) since = Date.now();
      over = next;
    }
    const mine = heard.pieces ?? {};
    for (const name of waiting) {
      if (!(name in mine) || due()) continue;
      held[name] = mine[name];
      delete mine[name];
      put = heard.put;
    }
    look();
  });
  document.addEventListener("stagedoor:picture", look); // another player
}

// lay shows the slate, or takes it away.
function lay(box: HTMLElement, o: Over): void {
  box.hidden = !o.says;
  shown = o.says ? o.from : 0;
  const key = JSON.stringify(o);
  if (!o.says || box.dataset.over === key) return;
  const template = document.querySelector<HTMLTemplateElement>(`template[data-for="slate"]`);
  const slate = template?.content.firstElementChild?.cloneNode(true) as HTMLElement | undefined;
  if (!slate) return;
  fill(slate, o);
  box.dataset.over = key;
  box.replaceChildren(slate);
}
