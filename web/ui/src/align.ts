// align.ts puts a playlist that went on elsewhere in its place. After a restart
// none of its segments is one that hls.js knows; it then guesses by their
// average length where they stand, and may guess a time that has been played:
// the picture would stand still. Their dates say where they are.
interface Fragment {
  start: number; // s
  end: number;
  programDateTime: number | null; // unix ms
}

interface Details {
  startSN: number;
  endSN: number;
  edge: number; // s
  fragmentStart: number;
  fragments: Fragment[];
  averagetargetduration?: number; // what hls.js guesses with
}

export function alignByDate(hls: any, loaded: string): void {
  const trigger = hls.trigger;
  hls.trigger = (event: string, data: any) => {
    if (event === loaded) align(hls.levels?.[data.level]?.details, data.details);
    return trigger.call(hls, event, data);
  };
}

function align(old: Details | undefined, next: Details): void {
  const last = old?.fragments.at(-1);
  const date = next.fragments[0]?.programDateTime;
  if (!old || !last?.programDateTime || !date || next.startSN <= old.endSN + 1) return;
  const start = Math.max(last.start + (date - last.programDateTime) / 1000, old.edge);
  next.averagetargetduration = (start - old.fragmentStart) / (next.startSN - old.startSN);
}
