package demo

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/charmap"
)

func decoded(t *testing.T, b []byte) string {
	t.Helper()
	s, err := charmap.Windows1251.NewDecoder().Bytes(b)
	if err != nil {
		t.Fatalf("not Windows-1251: %v", err)
	}
	return string(s)
}

func TestExport(t *testing.T) {
	b, err := export([]ticket{
		{"HX-20101-1", "HX-20101", noon, "Мария Димитрова", "m@example.org", "m@example.org", kinds[0], paid},
		{"HX-20102-1", "HX-20102", noon, `Tom "T"; Sons`, "bo@example.org", "tom@example.org", kinds[1], awaiting},
		{"HX-20103-1", "HX-20103", noon, "Zoë Żak 李", "zoe@example.org", "zoe@example.org", kinds[2], cancelled},
	}, sofia())
	if err != nil {
		t.Fatal(err)
	}
	want := strings.ReplaceAll(`Номер на билет;Номер на поръчка;Дата;Име;Имейл;Имейл на купувача;Тип билет;Цена;Статус
HX-20101-1;HX-20101;13.05.2027 12:00;Мария Димитрова;m@example.org;m@example.org;Билет за конференцията;149,00;Платен
HX-20102-1;HX-20102;13.05.2027 12:00;"Tom ""T""; Sons";bo@example.org;tom@example.org;Онлайн билет;49,00;Очаква плащане
HX-20103-1;HX-20103;13.05.2027 12:00;Zoe Zak ?;zoe@example.org;zoe@example.org;Студентски билет;19,00;Анулиран
`, "\n", "\r\n")
	if got := decoded(t, b); got != want {
		t.Errorf("export =\n%s\nwant\n%s", got, want)
	}
	if len(b) != len([]rune(want)) {
		t.Errorf("export has %d bytes, want one for each of its %d characters", len(b), len([]rune(want)))
	}
}

// get asks a handler; header lines are "Name: value".
func get(h http.Handler, path string, header ...string) *http.Response {
	r := httptest.NewRequest("GET", path, nil)
	for _, line := range header {
		name, value, _ := strings.Cut(line, ": ")
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, r *http.Response) []byte {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatalf("read the answer: %v", err)
	}
	return b
}

func TestExportIsConditional(t *testing.T) {
	s := newShop(at(noon))
	h := handler(s, newMailbox(at(noon)), Options{}.withDefaults())
	first := get(h, "/export.csv")
	tag, modified := "If-None-Match: "+first.Header.Get("ETag"), "If-Modified-Since: "+first.Header.Get("Last-Modified")
	if got := first.Header.Get("Content-Type"); got != "text/csv; charset=windows-1251" {
		t.Errorf("Content-Type = %q", got)
	}
	for _, line := range []string{tag, modified} {
		if got := get(h, "/export.csv", line).StatusCode; got != http.StatusNotModified {
			t.Errorf("unchanged, %s: %d, want 304", line, got)
		}
	}
	if _, err := s.buy("Ада", "ada@example.org", "online", 1, false); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{tag, modified} {
		r := get(h, "/export.csv", line)
		if r.StatusCode != http.StatusOK {
			t.Errorf("changed in the same second, %s: %d, want 200", line, r.StatusCode)
		}
		if got := decoded(t, body(t, r)); !strings.Contains(got, ";Ада;ada@example.org;") {
			t.Errorf("the new ticket is not in the export:\n%s", got)
		}
	}
}

func TestExportPacked(t *testing.T) {
	h := handler(newShop(at(noon)), newMailbox(at(noon)), Options{}.withDefaults())
	plain := get(h, "/export.csv")
	packed := get(h, "/export.csv", "Accept-Encoding: br, gzip")
	if got := packed.Header.Get("Content-Encoding"); got != "gzip" {
		t.Fatalf("Content-Encoding = %q, want gzip", got)
	}
	z, err := gzip.NewReader(packed.Body)
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	if want := body(t, plain); string(got) != string(want) {
		t.Errorf("unpacked = %q, want %q", got, want)
	}
	tag := packed.Header.Get("ETag")
	if tag == plain.Header.Get("ETag") {
		t.Errorf("packed and plain have one ETag, %s: they are different bytes", tag)
	}
	if got := get(h, "/export.csv", "Accept-Encoding: gzip", "If-None-Match: "+tag).StatusCode; got != http.StatusNotModified {
		t.Errorf("packed, unchanged: %d, want 304", got)
	}
}

func TestAsksGzip(t *testing.T) {
	for accept, want := range map[string]bool{
		"": false, "gzip": true, "GZIP": true, "br, gzip;q=0.5": true, "gzip; q=1": true,
		"gzip;q=0": false, "gzip; q=0.0": false, "br": false, "xgzip": false,
	} {
		if got := asksGzip(accept); got != want {
			t.Errorf("asksGzip(%q) = %v, want %v", accept, got, want)
		}
	}
}

func TestExportAsksForAPassword(t *testing.T) {
	o := Options{ExportUser: "stagedoor", ExportPassword: "ключ"}.withDefaults()
	h := handler(newShop(at(noon)), newMailbox(at(noon)), o)
	for _, tt := range []struct {
		name, user, password string
		want                 int
	}{
		{"none", "", "", 401},
		{"wrong password", "stagedoor", "key", 401},
		{"wrong user", "Stagedoor", "ключ", 401},
		{"right", "stagedoor", "ключ", 200},
	} {
		r := httptest.NewRequest("GET", "/export.csv", nil)
		if tt.user != "" {
			r.SetBasicAuth(tt.user, tt.password)
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != tt.want {
			t.Errorf("%s: %d, want %d", tt.name, w.Code, tt.want)
		}
		if got := w.Header().Get("WWW-Authenticate"); (got != "") != (tt.want == 401) {
			t.Errorf("%s: WWW-Authenticate = %q", tt.name, got)
		}
	}
}

// TestSeedHasNoLostLetters: the shop's own buyers have no letter that
// the export cannot write.
func TestSeedHasNoLostLetters(t *testing.T) {
	tickets, _ := newShop(at(noon)).all()
	b, err := export(tickets, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(decoded(t, b), "?") {
		t.Errorf("the export lost a letter:\n%s", decoded(t, b))
	}
}
