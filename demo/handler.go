package demo

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
)

//go:embed pages
var pageFiles embed.FS

// handler is the map of the demo's site.
func handler(s *shop, m *mailbox, o Options) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /{$}", http.RedirectHandler("/shop/", http.StatusSeeOther))
	mux.HandleFunc("GET /shop/{$}", s.show)
	mux.HandleFunc("POST /shop/buy", s.buyForm)
	mux.HandleFunc("GET /shop/tickets/{ticket}", s.showTransfer)
	mux.HandleFunc("POST /shop/tickets/{ticket}/transfer", s.transferForm)
	mux.HandleFunc("POST /shop/tickets/{ticket}/refund", s.button((*shop).refund, "refunded"))
	mux.HandleFunc("POST /shop/tickets/{ticket}/pay", s.button((*shop).pay, "paid"))
	mux.Handle("GET /export.csv", guard(o.ExportUser, o.ExportPassword, http.HandlerFunc(s.serveExport)))
	mux.HandleFunc("GET /mail/{$}", m.showList)
	mux.HandleFunc("GET /mail/version", m.showVersion)
	mux.HandleFunc("GET /mail/{letter}", m.showLetter)
	mux.HandleFunc("GET /mail/{letter}/html", m.showHTML)
	mux.HandleFunc("GET /mail/{letter}/text", m.showText)
	mux.Handle("GET /pages/style.css", http.FileServerFS(pageFiles))
	mux.Handle("GET /pages/mailbox.js", http.FileServerFS(pageFiles))

	// At most 64 KiB of a form; nothing here takes more.
	return http.MaxBytesHandler(http.NewCrossOriginProtection().Handler(headers(mux)), 1<<16)
}

// headers are those of every page; showHTML replaces the policy by its own.
func headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; "+
			"frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		next.ServeHTTP(w, r)
	})
}

// page parses one page's template with what all pages share.
func page(name string) *template.Template {
	return template.Must(template.ParseFS(pageFiles, "pages/page.html", "pages/"+name))
}

// render answers with a page, whole or not at all.
func render(w http.ResponseWriter, status int, t *template.Template, data any) {
	var out bytes.Buffer
	if err := t.ExecuteTemplate(&out, "page", data); err != nil {
		http.Error(w, "This page does not work at the moment.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	w.Write(out.Bytes()) // the browser went away if this fails
}
