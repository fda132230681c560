package e2e

import (
	"context"
	"crypto/tls"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// providersPage is a player that cannot play: it speaks its provider's
// protocol, and says so when the page has asked to be told.
const providersPage = `<!doctype html><title>A player</title><body><p>This video is not available.</p><script>
const say = (m) => parent.postMessage(JSON.stringify(m), "*");
addEventListener("message", (e) => {
	const m = JSON.parse(e.data);
	if (m.method === "ping") say({method: "ping", value: true});
	if (m.method === "addEventListener" && m.value === "error") {
		say({event: "error", data: {method: "getQuality", message: "an answer to a call, which is nobody's trouble"}});
		say({event: "error", data: {name: "NotPlayableError", message: "This video cannot be played here."}});
	}
	if (m.event === "listening") say({event: "initialDelivery", id: m.id, info: {}});
	if (m.event === "command" && m.func === "addEventListener" && m.args[0] === "onError") say({event: "onError", id: m.id, info: 150});
});
if (location.host.includes("vimeo")) say({event: "ready"});
</script>`

// testEmbeds: a foreign player that says that it cannot play counts on the
// producer's page. The players are local pages under the providers' names, in
// a Chromium of their own.
func testEmbeds(t *testing.T, _ context.Context) {
	players := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, providersPage)
	}))
	players.TLS = &tls.Config{Certificates: []tls.Certificate{authority().cert}}
	players.StartTLS()
	t.Cleanup(players.Close)
	there := strings.TrimPrefix(players.URL, "https://")
	chromium := startChromium(t,
		chromedp.Flag("host-resolver-rules", "MAP player.vimeo.com "+there+", MAP www.youtube-nocookie.com "+there+", MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"),
		chromedp.Flag("ignore-certificate-errors", true), // this browser sees nothing but this machine
	)

	h := newHouse(t)
	h.sell(header + "T1,O1,Ada Lovelace,ada@example.org,paid\nT2,O2,Bob,bob@example.org,paid\n")
	h.apply(conferenceOf(serveClips(t)))
	h.serve()
	h.own()
	crew := openTab(t, chromium, h.base(), laptop)
	crew.crewIn()
	crew.open("/control/live")

	for _, tt := range []struct{ who, stage, source string }{{"ada", "foundry", "Vimeo"}, {"bob", "attic", "YouTube"}} {
		b := openTab(t, chromium, h.base(), phone)
		b.signIn(h.codeOf(tt.who + "@example.org"))
		b.open("/stage/" + tt.stage)
		crew.until("the error of "+tt.source, fmt.Sprintf(`document.querySelector("#stage-%s .warned")?.innerText.includes("1 page reported an error of %s")`, tt.stage, tt.source))
	}
	if eval[bool](crew, `!!document.querySelector("#stage-hall .warned, #stage-cellar .warned")`) {
		t.Error("an embed's error counts on a stage that has none")
	}
}
