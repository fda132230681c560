package tickets

import (
	"compress/gzip"
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"

	"stagedoor"
	"stagedoor/fetch"
)

func TestFetch(t *testing.T) {
	export := shopHeader + "T1,A,paid,Standard,Ada,ada@example.org,,\n"
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if user, password, _ := r.BasicAuth(); user != "organiser" || password != "hush" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		if r.Header.Get("If-None-Match") == `"1"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("ETag", `"1"`)
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		z.Write([]byte(export))
		z.Close()
	}))
	defer srv.Close()
	dir, o := t.TempDir(), fetch.Options{AllowPrivate: true}
	src := Source{URL: srv.URL + "/export.csv", User: "organiser", Password: "hush"}

	e, err := Fetch(context.Background(), src, o, dir)
	if err != nil {
		t.Fatal(err)
	}
	if names, _ := os.ReadDir(dir); len(names) > 0 {
		t.Errorf("the open export has the name %s, want none: it would outlive a crash", names[0].Name())
	}
	for range 2 {
		sum, err := Read(e, shop, func(Ticket) error { return nil }, nil)
		if err != nil || sum.Tickets != 1 {
			t.Errorf("the fetched export has %d tickets (%v), want 1", sum.Tickets, err)
		}
		if err := e.Rewind(); err != nil {
			t.Fatal(err)
		}
	}
	if e.Size != int64(len(export)) || e.ETag != `"1"` {
		t.Errorf("size %d, ETag %s; want %d, \"1\"", e.Size, e.ETag, len(export))
	}
	e.Close()

	src.ETag = e.ETag
	e, err = Fetch(context.Background(), src, o, dir)
	if err != nil || !e.NotModified {
		t.Fatalf("the second time: %v; want not modified", err)
	}
	e.Close()

	src.Password = "wrong"
	if _, err := Fetch(context.Background(), src, o, dir); stagedoor.KindOf(err) != stagedoor.Invalid {
		t.Errorf("with a wrong password: %v, want an Invalid error", err)
	}
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("%d files stay behind, want none", len(left))
	}
}
