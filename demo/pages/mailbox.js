// Reloads the list when a letter came; a page in the background waits.
const shown = document.querySelector("[data-count]").dataset.count;

async function look() {
	if (document.hidden) return;
	try {
		const answer = await fetch("/mail/version");
		if (answer.ok && (await answer.text()) !== shown) location.reload();
	} catch {
		// The demo stopped or starts again: the next look tells.
	}
}

setInterval(look, 2000);
document.addEventListener("visibilitychange", look);
