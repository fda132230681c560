package e2e

import (
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
)

// A vendor is a ticket shop whose export is a file of the story.
type vendor struct {
	server *httptest.Server

	mu          sync.Mutex
	name        string // of the file, which says its content type
	export      []byte
	user, pass  string // empty: none asked for
	mode        string
	hits, kept  int           // requests; of these answered with 304
	closing     chan struct{} // closed at the story's end: lets go what hangs
	closingOnce sync.Once
}

const loginPage = `<!doctype html><html><head><title>Log in</title></head><body><form method="post"><input name="user"><input name="password" type="password"></form></body></html>`

// ServeHTTP answers as the mode says.
func (v *vendor) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	v.mu.Lock()
	v.hits++
	mode, export, name, user, pass := v.mode, v.export, v.name, v.user, v.pass
	v.mu.Unlock()
	if user != "" {
		if u, p, ok := r.BasicAuth(); !ok || u != user || p != pass {
			w.Header().Set("WWW-Authenticate", `Basic realm="export"`)
			http.Error(w, "Unauthorized", http.StatusUnauthorized)
			return
		}
	}
	switch mode {
	case "404":
		http.NotFound(w, r)
	case "500":
		http.Error(w, "Internal Server Error", http.StatusInternalServerError)
	case "hang":
		select {
		case <-r.Context().Done():
		case <-v.closing:
		}
	case "login":
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, loginPage)
	case "cut":
		w.Header().Set("Content-Length", fmt.Sprint(len(export)))
		w.Write(export[:len(export)/2])
		http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler) // net/http's way to cut a connection
	default:
		v.send(w, r, name, export)
	}
}

// send answers with the export, or that it has not changed.
func (v *vendor) send(w http.ResponseWriter, r *http.Request, name string, export []byte) {
	sum := sha256.Sum256(export)
	tag := `"` + hex.EncodeToString(sum[:8]) + `"`
	w.Header().Set("ETag", tag)
	if r.Header.Get("If-None-Match") == tag {
		v.mu.Lock()
		v.kept++
		v.mu.Unlock()
		w.WriteHeader(http.StatusNotModified)
		return
	}
	w.Header().Set("Content-Type", "text/csv")
	w.Header().Set("Content-Disposition", `attachment; filename="`+filepath.Base(name)+`"`)
	if !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		w.Write(export)
		return
	}
	w.Header().Set("Content-Encoding", "gzip")
	z := gzip.NewWriter(w)
	z.Write(export)
	z.Close()
}

// vendor is the command.
func (w *world) vendor(args []string) (string, error) {
	const usage = usageError("vendor start|serve NAME FILE, vendor auth NAME USER PASSWORD, vendor mode NAME ok|404|500|hang|login|cut, vendor hits NAME")
	if len(args) < 2 {
		return "", usage
	}
	name, rest := args[1], args[2:]
	v := w.vendors[name]
	if args[0] == "start" {
		if v != nil || len(rest) != 1 {
			return "", usage
		}
		w.startVendor(name, rest[0], w.ts.ReadFile(rest[0]))
		return "", nil
	}
	if v == nil {
		return "", usageError("there is no vendor " + name)
	}
	export := ""
	if args[0] == "serve" && len(rest) == 1 {
		export = w.ts.ReadFile(rest[0]) // may end the story: not with the lock held
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	switch {
	case args[0] == "serve" && len(rest) == 1:
		v.name, v.export = rest[0], []byte(export)
	case args[0] == "auth" && len(rest) == 2:
		v.user, v.pass = rest[0], rest[1]
	case args[0] == "mode" && len(rest) == 1 && strings.Contains(" ok 404 500 hang login cut ", " "+rest[0]+" "):
		v.mode = rest[0]
	case args[0] == "hits" && len(rest) == 0:
		return fmt.Sprintf("%d requests, %d unchanged", v.hits, v.kept), nil
	default:
		return "", usage
	}
	return "", nil
}

func (w *world) startVendor(name, file, export string) {
	v := &vendor{name: file, export: []byte(export), mode: "ok", closing: make(chan struct{})}
	v.server = httptest.NewServer(v)
	w.vendors[name] = v
	w.atEnd(func() error {
		v.closingOnce.Do(func() { close(v.closing) })
		v.server.CloseClientConnections()
		v.server.Close()
		return nil
	})
	w.ts.Setenv(strings.ToUpper(strings.ReplaceAll(name, "-", "_"))+"_URL", v.server.URL+"/export.csv")
}
