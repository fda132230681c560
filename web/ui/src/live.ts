// live.ts runs on a page that moves. It hears what changed over a WebSocket
// (centrifuge-js, loaded after the page), and puts it in place. While it hears
// nothing it asks for the page's state; a page that slept, or came after a
// restart, asks at once for what it may have missed.
import { morph } from "./morph";
import { say } from "./offline";

// What a payload, and an answer to a question for the state, may hold.
interface Payload {
  pieces?: { [name: string]: string };
  ended?: boolean; // this login is over
  attendee?: boolean; // something about the person changed
  ask?: boolean; // too much to push
}

// What of centrifuge-js is used.
interface Client {
  state: string;
  connect(): void;
  disconnect(): void;
  on(event: string, f: (ctx: any) => void): void;
}

const every = 15_000; // ms between questions while there is no connection
const quiet = 5_000; // ms without both after which the page says so
const asleep = 35_000; // ms without a tick: the page slept, and its socket with it
const still = 300_000; // ms after which a page that was told to stay away tries again
const once = 60_000; // ms in which the page loads itself again at most once
const ended = 4501; // as in push/client.go
const restart = 4001;
const dropped = 1; // centrifuge-js's own: the socket closed without a word

const body = document.body;
const now = () => Date.now();
const some = (ms: number) => Math.random() * ms;

let client: Client | null = null;
let connected = false;
let tag = body.dataset.v ? `"${body.dataset.v}"` : ""; // of the state that the page shows, while nothing was heard since
let heard = 0; // payloads
let spread = 300; // ms, over which the server wants pages to come back
let hold = 0; // until when the next try waits
let alone = now(); // since when there is no connection
let reached = true; // the last question was answered
let asking = false;
let later = 0; // the timers of the next question: when it is time again,
let soon = 0; // and when there is a reason
let awake = now(); // the last tick
let slept = false;
let leaving = false;
let fresh = true; // it was never connected
let lacks = false; // a script that the page needs cannot be had
let shut = false; // it is over, and must not be loaded again yet

export function live(): void {
  if (document.readyState === "complete") void load();
  else addEventListener("load", () => void load());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && wake());
  document.addEventListener("stagedoor:ask", () => void ask());
  document.addEventListener("stagedoor:lacks", () => {
    lacks = true;
    askSoon(2000);
  });
  addEventListener("online", wake);
  addEventListener("pageshow", (e) => e.persisted && wake());
  setInterval(tick, 1000);
  askLater();
}

async function load(): Promise<void> {
  if (client || !body.dataset.push) return; // a page that only asks
  try {
    const { Centrifuge } = await import("./socket");
    if (!client) listen(new Centrifuge(address(), { getData: held, minReconnectDelay: 500, maxReconnectDelay: 20_000 }));
  } catch {
    setTimeout(() => void load(), every + some(every)); // not now; meanwhile the page asks
  }
}

function address(): string {
  const url = new URL(body.dataset.push!, location.href);
  url.protocol = url.protocol.replace("http", "ws");
  return url.href;
}

// held lets a try to connect wait until its time has come: it is a hook of
// centrifuge-js before each try.
async function held(): Promise<null> {
  await new Promise((done) => setTimeout(done, Math.max(0, hold - now())));
  return null;
}

function listen(c: Client): void {
  client = c;
  c.on("connected", (ctx) => {
    connected = true;
    spread = Number(ctx.data?.spread) || spread;
    if (fresh && tag !== `"${ctx.data?.v}"`) askSoon(1000); // something changed since the page was made
    fresh = false;
  });
  c.on("connecting", (ctx) => lost(ctx.code, ctx.reason));
  c.on("disconnected", (ctx) => {
    lost(ctx.code, "");
    if (ctx.code === ended) return over();
    setTimeout(() => c.connect(), still + some(still)); // it does nothing when it is connected again
  });
  c.on("subscribed", (ctx) => {
    if (ctx.wasRecovering && !ctx.recovered) askSoon(Math.min(spread, 2000));
  });
  c.on("publication", (ctx) => hear(ctx.data));
  c.on("message", (ctx) => hear(ctx.data)); // to this login or attendee alone
  c.connect();
}

// lost notes that there is no connection. All who lost it together come back
// spread over the time that the server told.
function lost(code: number, reason: string): void {
  const told = /^spread=(\d+)$/.exec(reason);
  if (told) spread = Math.min(Number(told[1]), 60_000);
  if (!connected) return;
  connected = false;
  hold = now() + (code === restart || code === dropped ? some(spread) : 0);
  alone = code === restart ? hold : now(); // a restart is nobody's bad line
  setTimeout(() => connected || void ask(), hold - now() + 2000 + some(2000));
}

function hear(p: Payload): void {
  if (p.ended) return over();
  if (p.attendee || p.ask) return askSoon(1000);
  heard++;
  tag = "";
  apply(p);
}

// askLater asks when it is time again, which it is only without a connection.
function askLater(): void {
  clearTimeout(later);
  later = window.setTimeout(() => (connected ? askLater() : void ask()), every * 0.8 + some(every * 0.4));
}

// askSoon asks within ms: there is a reason, and thousands have it.
function askSoon(ms: number): void {
  soon ||= window.setTimeout(() => {
    soon = 0;
    void ask();
  }, some(ms));
}

async function ask(): Promise<void> {
  if (asking) return askSoon(1000); // what is asked for may be newer than the answer
  asking = true;
  const before = heard;
  try {
    const headers: HeadersInit = tag ? { "If-None-Match": tag } : {};
    const answer = await fetch(body.dataset.state!, { headers, cache: "no-store", signal: AbortSignal.timeout(10_000) });
    if (answer.redirected || [401, 403, 404].includes(answer.status)) return over();
    if (!answer.ok && answer.status !== 304) throw new Error(answer.statusText);
    const state: Payload | null = answer.ok ? await answer.json() : null;
    reached = true;
    shut = false;
    if (lacks && mayLoad("lacks")) return leave();
    // What was heard meanwhile is newer than the answer, perhaps.
    if (heard !== before) return askSoon(1000);
    if (state) {
      apply(state);
      tag = answer.headers.get("ETag") ?? "";
    }
  } catch {
    reached = false; // the line, or we, are away
  } finally {
    asking = false;
    askLater();
    tick();
  }
}

// apply puts in place what was heard. The page's own scripts hear it before,
// and may take pieces out to put them in place later; and after.
function apply(p: Payload): void {
  document.dispatchEvent(new CustomEvent("stagedoor:heard", { detail: { ...p, put: (pieces: Payload["pieces"]) => place({ pieces }) } }));
  place(p);
}

function place(p: Payload): void {
  for (const [name, html] of Object.entries(p.pieces ?? {})) {
    document.querySelectorAll(`[data-piece="${CSS.escape(name)}"]`).forEach((el) => morph(el, html));
  }
  document.dispatchEvent(new CustomEvent("stagedoor:state", { detail: { ...p, spread } }));
}

// over loads the page again, so that the gate says why it is not open any
// more; not twice within a minute, whatever the gate says: then the page says
// so itself, and tries again with the next question.
function over(): void {
  if (leaving) return;
  shut = !mayLoad("over");
  if (shut) return tick();
  leave();
}

function leave(): void {
  leaving = true;
  location.reload();
}

// mayLoad reports whether the page has not been loaded again by itself within
// a minute for this reason. A person may reload as they like.
function mayLoad(why: string): boolean {
  try {
    if (Math.abs(now() - Number(sessionStorage.getItem(why))) < once) return false;
    sessionStorage.setItem(why, String(now()));
    return true;
  } catch {
    return performance.now() > once; // storage is refused: whoever reloaded it, it is not young
  }
}

// wake is called when somebody may be looking again after a while: nobody
// waits then for a try whose time has not come, nor believes a socket that
// slept.
function wake(): void {
  const long = slept || now() - awake > asleep;
  slept = false;
  hold = 0;
  if (client && (long || client.state !== "connected")) {
    client.disconnect();
    client.connect();
  }
  void ask();
}

function tick(): void {
  if (now() - awake > asleep) slept = true;
  awake = now();
  if (slept && document.visibilityState === "visible") wake();
  say(shut ? "shut" : !connected && !reached && now() - alone > quiet ? (navigator.onLine ? "away" : "offline") : "");
}
