package ui

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"html"
	"io"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"stagedoor"
)

// asset fetches one by its plain name as a browser would.
func fetchAsset(t *testing.T, name string) string {
	t.Helper()
	url := Asset(name)
	if url == "" {
		t.Fatalf("there is no asset %q", name)
	}
	w := httptest.NewRecorder()
	Assets().ServeHTTP(w, httptest.NewRequest("GET", url, nil))
	if w.Code != 200 {
		t.Fatalf("%s answered %d", url, w.Code)
	}
	return w.Body.String()
}

// TestTabIcon: the icon is in the page, as it was drawn.
func TestTabIcon(t *testing.T) {
	m := regexp.MustCompile(`<link rel="icon" href="data:image/svg\+xml,([^"]*)" type="image/svg\+xml">`).FindStringSubmatch(render(t, Attend(Head{Title: "Lobby"}), "en"))
	if m == nil {
		t.Fatal("the page has no icon")
	}
	drawn, err := url.PathUnescape(html.UnescapeString(m[1]))
	if err != nil || drawn != strings.TrimSpace(ourIcon) || strings.ContainsAny(m[1], "#<>") {
		t.Errorf("the icon is %q (%v), want %q", drawn, err, ourIcon)
	}
}

func TestAssets(t *testing.T) {
	for _, tt := range []struct{ name, kind string }{
		{"attend.css", "text/css; charset=utf-8"},
		{"lobby.css", "text/css; charset=utf-8"},
		{"control.css", "text/css; charset=utf-8"},
		{"page.js", "text/javascript; charset=utf-8"},
		{"stage.js", "text/javascript; charset=utf-8"},
		{"sofia-cyrillic.woff2", "font/woff2"},
		{"code.woff2", "font/woff2"},
	} {
		r := httptest.NewRequest("GET", Asset(tt.name), nil)
		r.Header.Set("Accept-Encoding", "br, gzip;q=0.8")
		w := httptest.NewRecorder()
		Assets().ServeHTTP(w, r)
		if w.Code != 200 || w.Header().Get("Content-Type") != tt.kind {
			t.Errorf("%s (%s): %d %s, want 200 %s", tt.name, Asset(tt.name), w.Code, w.Header().Get("Content-Type"), tt.kind)
		}
		if got := w.Header().Get("Cache-Control"); !strings.Contains(got, "immutable") {
			t.Errorf("%s: Cache-Control %q", tt.name, got)
		}
		body := w.Body.String()
		if w.Header().Get("Content-Encoding") == "gzip" {
			z, err := gzip.NewReader(w.Body)
			if err != nil {
				t.Fatal(err)
			}
			b, err := io.ReadAll(z)
			if err != nil {
				t.Fatal(err)
			}
			body = string(b)
		}
		if body != fetchAsset(t, tt.name) {
			t.Errorf("%s: compressed it is something else", tt.name)
		}
	}
	for _, path := range []string{"/assets/", "/assets/attend.css", "/assets/../ui.go", "/assets/x-AAAAAAAA.css"} {
		w := httptest.NewRecorder()
		r := httptest.NewRequest("GET", "/", nil)
		r.URL.Path = path
		Assets().ServeHTTP(w, r)
		if w.Code != 404 {
			t.Errorf("%s answered %d, want 404", path, w.Code)
		}
	}
}

func TestAcceptsGzip(t *testing.T) {
	for accept, want := range map[string]bool{
		"": false, "gzip": true, "br, gzip": true, "gzip;q=0.5": true, "gzip; q=0": false, "gzip;q=0.000": false, "xgzip": false, "identity": false,
	} {
		if got := acceptsGzip(accept); got != want {
			t.Errorf("acceptsGzip(%q) = %v, want %v", accept, got, want)
		}
	}
}

// TestPagesAreLight bounds what an attendee's browser fetches before the
// player: on a phone in a train it is what they wait for.
func TestPagesAreLight(t *testing.T) {
	const most = 60 << 10
	total, list := 0, ""
	for _, name := range []string{"attend.css", "page.js", "code.woff2", "sofia-latin.woff2", "sofia-cyrillic.woff2"} {
		var z bytes.Buffer
		w := gzip.NewWriter(&z)
		io.WriteString(w, fetchAsset(t, name))
		w.Close()
		total += z.Len()
		list += fmt.Sprintf(" %s %d", name, z.Len())
	}
	if total > most {
		t.Errorf("an attendee's page weighs %d bytes, want at most %d:%s", total, most, list)
	}
	if strings.Contains(fetchAsset(t, "attend.css"), ".ladder") {
		t.Error("attendees load the control room's rules")
	}
	if js := fetchAsset(t, "page.js"); strings.Contains(js, "hls") {
		t.Error("every page loads the player")
	}
}

// TestGridClassesAreInTheSheet keeps grid.go and bundle/grid.go together.
func TestGridClassesAreInTheSheet(t *testing.T) {
	css := fetchAsset(t, "lobby.css")
	for _, class := range []string{
		Row(1), Row(GridRows), Row(9999), Row(-3), Span(1), Span(GridSpan), Span(9999), Place(0), Place(GridStages - 1), Place(99),
	} {
		if !strings.Contains(css, "."+class+"{") {
			t.Errorf("the sheet has no class .%s", class)
		}
	}
	for n := 1; n <= GridStages; n++ {
		if n != 3 && !strings.Contains(css, ".grid."+Of(n)) { // three is how the sheet begins
			t.Errorf("the sheet has no grid for %d stages", n)
		}
	}
}

// TestStylesNameOnlyKnownAssets fails when a sheet asks for a file that is
// not served.
func TestStylesNameOnlyKnownAssets(t *testing.T) {
	files, _ := assets()
	n := 0
	for name, a := range files {
		if !strings.HasSuffix(name, ".css") {
			continue
		}
		for _, m := range regexp.MustCompile(`url\("?(?:\./)?([^")]+)"?\)`).FindAllStringSubmatch(string(a.plain), -1) {
			n++
			if _, ok := files[m[1]]; !ok {
				t.Errorf("%s asks for %s", name, m[1])
			}
		}
	}
	if n < 4 {
		t.Errorf("the sheets name %d fonts, want 4", n)
	}
}

// TestBundleIsFresh builds again and compares: who changed web/ui/src and
// forgot the bundle ships the old one.
func TestBundleIsFresh(t *testing.T) {
	out, err := exec.Command("go", "run", "./bundle", "-check").CombinedOutput()
	if err != nil {
		t.Errorf("go run ./web/ui/bundle -check: %v\n%s", err, out)
	}
}

// TestLicences: what is not ours lies beside its licence.
func TestLicences(t *testing.T) {
	for _, name := range []string{
		"hls.js/LICENSE", "media-chrome/LICENSE", "lucide/LICENSE", "fonts/LICENSE-SofiaSans", "fonts/LICENSE-JetBrainsMono",
		"hls.js/package.json", "media-chrome/package.json",
	} {
		if b, err := os.ReadFile("third_party/" + name); err != nil || len(b) < 200 {
			t.Errorf("third_party/%s: %d bytes, %v", name, len(b), err)
		}
	}
}

func TestLookCSS(t *testing.T) {
	for name, look := range map[string]stagedoor.Look{"brass": {}, "cobalt": {Accent: "#0B5FFF"}, "broken": {Accent: "red;}body{display:none"}} {
		want, err := os.ReadFile("testdata/look-" + name + ".css")
		if err != nil {
			t.Fatal(err)
		}
		if got := LookCSS(look); !bytes.Equal(got, want) {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
		}
	}
	if LookURL(stagedoor.Look{}) == LookURL(stagedoor.Look{Accent: "#0b5fff"}) {
		t.Error("another colour has the same address: browsers would keep the old one")
	}
}
