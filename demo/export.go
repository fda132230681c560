package demo

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// exportHeader is the first line of the export, as Stagedoor's Weemss preset
// knows it.
var exportHeader = []string{
	"Номер на билет", "Номер на поръчка", "Дата", "Име", "Имейл", "Имейл на купувача", "Тип билет", "Цена", "Статус",
}

// export writes the tickets as the vendor does: semicolons, CRLF, the
// shop's local time, Windows-1251.
func export(tickets []ticket, zone *time.Location) ([]byte, error) {
	var text bytes.Buffer
	w := csv.NewWriter(&text)
	w.Comma, w.UseCRLF = ';', true
	w.Write(exportHeader) // to memory; Error below has it
	for _, t := range tickets {
		w.Write([]string{
			t.Number, t.Order, t.Bought.In(zone).Format("02.01.2006 15:04"), t.Name, t.Email, t.Buyer,
			t.Kind.Word, fmt.Sprintf("%d,%02d", t.Kind.Cents/100, t.Kind.Cents%100), string(t.Status),
		})
	}
	w.Flush()
	if err := w.Error(); err != nil {
		return nil, fmt.Errorf("write the export: %w", err)
	}
	return windows1251(text.String()), nil
}

// windows1251 encodes text. A letter that it has not loses its accent, and
// is "?" if it has none to lose, as old vendors' systems do it.
func windows1251(s string) []byte {
	out := make([]byte, 0, len(s))
	for _, r := range s {
		if b, ok := charmap.Windows1251.EncodeRune(r); ok {
			out = append(out, b)
			continue
		}
		known := false
		for _, part := range norm.NFD.String(string(r)) {
			if b, ok := charmap.Windows1251.EncodeRune(part); ok {
				out, known = append(out, b), true
			}
		}
		if !known && !unicode.Is(unicode.Mn, r) {
			out = append(out, '?')
		}
	}
	return out
}

// serveExport answers with the export; 304 when the reader has it, by ETag
// or else by time; gzip when asked.
func (s *shop) serveExport(w http.ResponseWriter, r *http.Request) {
	tickets, changed := s.all()
	body, err := export(tickets, sofia())
	if err != nil {
		http.Error(w, "The export does not work at the moment.", http.StatusInternalServerError)
		return
	}
	sum := sha256.Sum256(body)
	tag := hex.EncodeToString(sum[:8])
	h := w.Header()
	h.Set("Content-Type", "text/csv; charset=windows-1251")
	h.Set("Content-Disposition", `attachment; filename="export.csv"`)
	h.Set("Cache-Control", "no-cache")
	h.Set("Vary", "Accept-Encoding")
	if asksGzip(r.Header.Get("Accept-Encoding")) {
		var packed bytes.Buffer
		z := gzip.NewWriter(&packed)
		z.Write(body) // to memory
		z.Close()
		body, tag = packed.Bytes(), tag+"-gzip"
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("ETag", `"`+tag+`"`)
	http.ServeContent(w, r, "export.csv", changed, bytes.NewReader(body))
}

// asksGzip reads Accept-Encoding: gzip named and not with a weight of zero.
func asksGzip(accept string) bool {
	for part := range strings.SplitSeq(accept, ",") {
		name, weight, _ := strings.Cut(strings.ReplaceAll(part, " ", ""), ";q=")
		if strings.EqualFold(name, "gzip") {
			return strings.Trim(weight, "0.") != "" || weight == ""
		}
	}
	return false
}

// guard asks for HTTP basic auth, unless user and password are both empty.
func guard(user, password string, next http.Handler) http.Handler {
	if user == "" && password == "" {
		return next
	}
	want := sha256.Sum256([]byte(user + "\x00" + password))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		u, p, _ := r.BasicAuth()
		got := sha256.Sum256([]byte(u + "\x00" + p))
		if subtle.ConstantTimeCompare(got[:], want[:]) != 1 {
			w.Header().Set("WWW-Authenticate", `Basic realm="Ticket shop (pretend)", charset="UTF-8"`)
			http.Error(w, "This export asks for a user name and a password.", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// sofia is the shop's zone; UTC on a machine without zones.
func sofia() *time.Location {
	zone, err := time.LoadLocation("Europe/Sofia")
	if err != nil {
		return time.UTC
	}
	return zone
}

// exportColumns says which of the export's columns is what, in the words of
// `stagedoor apply`.
var exportColumns = map[string][]string{
	"identity":    {"Номер на билет"},
	"order":       {"Номер на поръчка"},
	"name":        {"Име"},
	"email":       {"Имейл"},
	"buyer-email": {"Имейл на купувача"},
	"type":        {"Тип билет"},
	"status":      {"Статус"},
}
