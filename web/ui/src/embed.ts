// An embed's own error: what a provider's player says of itself, by its
// postMessage protocol. No script of theirs is loaded. An error is told to the
// server, which shows it to the producer.
const vimeo = {
  hosts: ["https://player.vimeo.com", "https://vimeo.com"],
  ready: "ready", // event: the player takes messages
  ask: { method: "addEventListener", value: "error" },
  ping: { method: "ping" }, // a player that is ready already answers this
  error: "error",
};
const youtube = {
  hosts: ["https://www.youtube.com", "https://www.youtube-nocookie.com"],
  listening: { event: "listening", id: 1, channel: "widget" },
  ask: { event: "command", func: "addEventListener", args: ["onError"], id: 1, channel: "widget" },
  error: "onError",
};

const tryEvery = 500; // ms between the first words, until the player answers
const tries = 20;
const quiet = 60_000; // ms between two reports of one page

let reported = -quiet;

export function hearFaults(): void {
  const frame = document.querySelector<HTMLElement>(".picture[data-key]");
  if (!frame) return;
  const current = () => frame.querySelector("iframe");
  const answered = new WeakSet<HTMLIFrameElement>();
  const greet = (el: HTMLIFrameElement, left: number) => {
    if (left <= 0 || !el.isConnected || answered.has(el)) return;
    const origin = originOf(el);
    if (vimeo.hosts.includes(origin)) tell(el, origin, vimeo.ping);
    if (youtube.hosts.includes(origin)) tell(el, origin, youtube.listening);
    setTimeout(() => greet(el, left - 1), tryEvery);
  };
  const look = () => frame.querySelectorAll<HTMLIFrameElement>("iframe:not([data-heard])").forEach((el) => {
    el.dataset.heard = "yes";
    greet(el, tries);
    el.addEventListener("load", () => greet(el, tries));
  });
  look();
  new MutationObserver(look).observe(frame, { childList: true });
  addEventListener("message", (e) => {
    const el = current();
    const origin = el && originOf(el);
    // Any window may send messages: only the player's own count.
    if (!el || e.source !== el.contentWindow || e.origin !== origin) return;
    const said = read(e.data);
    if (!said) return;
    if (vimeo.hosts.includes(origin)) {
      if (!answered.has(el) && (said.event === vimeo.ready || said.method === vimeo.ping.method)) tell(el, origin, vimeo.ask);
      answered.add(el);
      // An error with a method answers a call of ours, and is none of the picture's.
      if (said.event === vimeo.error && !said.data?.method) report(frame);
    }
    if (youtube.hosts.includes(origin)) {
      if (!answered.has(el)) tell(el, origin, youtube.ask);
      answered.add(el);
      if (said.event === youtube.error) report(frame);
    }
  });
}

function originOf(el: HTMLIFrameElement): string {
  try {
    return new URL(el.src).origin;
  } catch {
    return "";
  }
}

// tell sends a message to the player alone: not to whoever is in its frame.
function tell(el: HTMLIFrameElement, origin: string, message: object): void {
  el.contentWindow?.postMessage(JSON.stringify(message), origin);
}

function read(data: unknown): { event?: string; method?: string; data?: { method?: string } } | null {
  try {
    const said = typeof data === "string" ? JSON.parse(data) : data;
    return said && typeof said === "object" ? said : null;
  } catch {
    return null; // not of this protocol
  }
}

function report(frame: HTMLElement): void {
  const now = performance.now();
  if (now - reported < quiet) return;
  reported = now;
  navigator.sendBeacon("/fault", new URLSearchParams({ stage: frame.dataset.stage ?? "", source: frame.dataset.source ?? "" }));
}
