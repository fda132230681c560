// What Back and Reload show.
export function keepHistory(): void {
  // The answer to a form would be asked for by sending the form once more.
  // Back and Reload lead to the page that the form was on instead.
  if (document.body.dataset.answer && window === top) {
    const from = document.referrer;
    const mine = from.startsWith(location.origin + "/");
    history.replaceState(history.state, "", mine ? from : location.href);
  }
  // A page that the browser kept may be one that its viewer may see no more:
  // after a refund, after signing out.
  addEventListener("pageshow", (e) => {
    if (e.persisted) location.reload();
  });
}
