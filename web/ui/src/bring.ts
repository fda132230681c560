// bring.ts brings a script that the page needs only now, and asks until it
// comes: the line may be away just then. Many browsers remember what did not
// come and never ask again, and after a deploy it is another version's: then
// the page is told that it lacks something, and is loaded anew (live.ts).
const again = 4000; // ms

export type Bring = <T>(script: () => Promise<T>, failed?: () => void) => Promise<T>;

export const bring: Bring = async (script, failed) => {
  for (let tries = 0; ; tries++) {
    try {
      return await script();
    } catch {
      failed?.();
      if (tries > 0) document.dispatchEvent(new CustomEvent("stagedoor:lacks"));
      await new Promise((done) => setTimeout(done, again * (0.5 + Math.random())));
    }
  }
};
