package tickets

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"

	"stagedoor"
	"stagedoor/fetch"
)

// A Source is where a feed's export is fetched, and how.
type Source struct {
	URL            string // http or https; a user and password in it are used and never shown
	User, Password string // basic auth
	Header, Value  string // or one header of the vendor's; both leave with a change of host
	ETag           string // of the last export, to ask for changes only
	LastModified   string
}

// An Export is a vendor's file, spooled to the disk. It reads like a file;
// Close removes it.
type Export struct {
	NotModified  bool   // the vendor says that nothing changed: there is nothing to read
	ETag         string // to be kept with LastModified once the export was read without an error, not before
	LastModified string
	Size         int64
	file         *os.File
}

// Fetch gets the export into a temporary file in dir (empty: the system's),
// so that neither its size nor a slow vendor costs memory.
func Fetch(ctx context.Context, s Source, o fetch.Options, dir string) (*Export, error) {
	f, err := os.CreateTemp(dir, "stagedoor-feed-*")
	if err != nil {
		return nil, fmt.Errorf("spool the export: %w", err)
	}
	e := &Export{file: f}
	// Where the system allows it the file has no name from here on: people's
	// addresses do not stay behind when the process is killed.
	os.Remove(f.Name())
	if err := e.fetch(ctx, s, o); err != nil {
		e.Close()
		return nil, err
	}
	return e, nil
}

func (e *Export) fetch(ctx context.Context, s Source, o fetch.Options) error {
	r := fetch.Request{URL: s.URL, User: s.User, Password: s.Password, ETag: s.ETag, LastModified: s.LastModified}
	if s.Header != "" {
		r.Header = http.Header{}
		r.Header.Set(s.Header, s.Value)
	}
	w := bufio.NewWriterSize(e.file, 64<<10)
	got, err := fetch.Get(ctx, r, o, w)
	if err != nil {
		return err
	}
	e.NotModified, e.ETag, e.LastModified, e.Size = got.NotModified, got.ETag, got.LastModified, got.Bytes
	if err := w.Flush(); err != nil {
		return &stagedoor.Error{Kind: stagedoor.Unavailable, Msg: "The export could not be kept on the disk.", Err: err}
	}
	return e.Rewind()
}

// Read reads on.
func (e *Export) Read(p []byte) (int, error) { return e.file.Read(p) }

// Rewind goes back to the start, so that the export can be read again.
func (e *Export) Rewind() error {
	_, err := e.file.Seek(0, io.SeekStart)
	return err
}

// Close removes the file. It may be called twice.
func (e *Export) Close() error {
	err := e.file.Close()
	os.Remove(e.file.Name())
	return err
}
