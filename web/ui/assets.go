package ui

import (
	"bytes"
	"compress/gzip"
	"embed"
	"mime"
	"net/http"
	"path"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
)

//go:embed static
var static embed.FS

// hashed is a name as bundle writes it: base-K3XQ7P2M.css.
var hashed = regexp.MustCompile(`^(.+)-[A-Z0-9]{8}(\.[a-z0-9]+)$`)

type asset struct {
	kind  string
	plain []byte
	gzip  func() []byte // made when it is first asked for; nil where it gains nothing
}

// assets is every file by its name in the address, and that name by the
// plain one.
var assets = sync.OnceValues(func() (files map[string]asset, names map[string]string) {
	files, names = map[string]asset{}, map[string]string{}
	entries, err := static.ReadDir("static")
	if err != nil {
		panic(err) // an embedded folder
	}
	for _, e := range entries {
		b, err := static.ReadFile("static/" + e.Name())
		if err != nil {
			panic(err) // an embedded file
		}
		files[e.Name()] = asset{kind: kindOf(e.Name()), plain: b, gzip: sync.OnceValue(func() []byte { return squeeze(b) })}
		if m := hashed.FindStringSubmatch(e.Name()); m != nil {
			names[m[1]+m[2]] = e.Name()
		}
	}
	return files, names
})

func kindOf(name string) string {
	switch ext := path.Ext(name); ext {
	case ".woff2":
		return "font/woff2"
	case ".js":
		return "text/javascript; charset=utf-8"
	default:
		return mime.TypeByExtension(ext)
	}
}

// squeeze returns b compressed, or nil when that saves less than a tenth, as
// with fonts.
func squeeze(b []byte) []byte {
	var out bytes.Buffer
	z, _ := gzip.NewWriterLevel(&out, gzip.BestCompression) // the level is good
	_, _ = z.Write(b)                                       // a buffer takes all
	if z.Close() != nil || out.Len() > len(b)*9/10 {
		return nil
	}
	return out.Bytes()
}

// Asset is the address of an asset by its plain name: Asset("player.js"). It
// is empty for one that bundle has not made.
func Asset(name string) string {
	if _, names := assets(); names[name] != "" {
		return "/assets/" + names[name]
	}
	return ""
}

// Assets serves /assets/. A name changes with its content, so an answer is
// good for ever.
func Assets() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		files, _ := assets()
		a, ok := files[strings.TrimPrefix(r.URL.Path, "/assets/")]
		if !ok {
			http.NotFound(w, r)
			return
		}
		h := w.Header()
		h.Set("Content-Type", a.kind)
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
		h.Set("Vary", "Accept-Encoding")
		body := a.plain
		if acceptsGzip(r.Header.Get("Accept-Encoding")) {
			if b := a.gzip(); b != nil {
				h.Set("Content-Encoding", "gzip")
				h.Set("Content-Length", strconv.Itoa(len(b)))
				body = b
			}
		}
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
	})
}

// acceptsGzip reads Accept-Encoding as far as it matters: gzip named, and not
// refused with q=0.
func acceptsGzip(accept string) bool {
	for part := range strings.SplitSeq(accept, ",") {
		name, q, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.TrimSpace(name) == "gzip" {
			q = strings.ReplaceAll(q, " ", "")
			return q != "q=0" && !strings.HasPrefix(q, "q=0.000")
		}
	}
	return false
}
