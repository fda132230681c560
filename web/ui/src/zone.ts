// What the conference's clock shows, by the server's zone data: a browser's may
// be of another year, and one page would show two times. A wall is a Date
// whose UTC fields are what that clock shows.
const [offset, ...changes] = (document.body.dataset.offsets || "0").split(" ");

// wallAt is what it shows at a moment from the page's making on.
export function wallAt(t: Date): Date {
  let minutes = Number(offset);
  for (const change of changes) {
    const [from, then] = change.split(":").map(Number);
    if (+t >= from * 1000) minutes = then;
  }
  return new Date(+t + minutes * 60_000);
}

// wallOf is what it shows at any moment that the server wrote: in the
// conference's hours, with their offset behind them.
export function wallOf(datetime: string): Date {
  return new Date(datetime.slice(0, 19) + "Z");
}
