package schedule

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"time"

	"stagedoor"
	"stagedoor/fetch"
)

// A copied is what the URL gave last: as long as the server says that it is
// the same, or sends the same bytes, it is not read again.
type copied struct {
	key                string // of the settings that it was fetched and read with
	etag, lastModified string
	data               []byte
	programme          *Programme
	id                 string // the draft's, if it becomes one
}

// settingsKey is what a reading of the URL depends on, as text.
func settingsKey(k Known) string {
	b, err := json.Marshal([]any{k.Settings, k.Zone})
	if err != nil {
		return "" // plain values: it cannot be
	}
	return string(b)
}

// readKey is the part of it that the reading of the file depends on.
func readKey(k Known) string {
	k.Settings.Rooms = nil
	return settingsKey(k)
}

// fetch gets the programme from its URL and reads it.
func (im *Importer) fetch(ctx context.Context, k Known) (file, error) {
	im.mu.Lock()
	have := im.have
	im.mu.Unlock()
	req := fetch.Request{URL: k.Settings.URL}
	if have != nil && have.key == readKey(k) {
		req.ETag, req.LastModified = have.etag, have.lastModified
	} else {
		have = nil
	}
	o := fetch.Options{AllowPrivate: im.AllowPrivate, MaxBytes: MaxFile, Timeout: im.Patience}
	if o.Timeout <= 0 {
		o.Timeout = patience
	}
	var body bytes.Buffer
	resp, err := fetch.Get(ctx, req, o, &body)
	if err != nil {
		return file{}, err
	}
	switch {
	case resp.NotModified && have == nil:
		return file{}, stagedoor.Errorf(stagedoor.Unavailable, "The server says that nothing changed since we asked, but we never asked before.")
	case resp.NotModified, have != nil && bytes.Equal(have.data, body.Bytes()):
	default:
		p, err := Read(body.Bytes(), k.options())
		if err != nil {
			return file{}, err
		}
		have = &copied{data: body.Bytes(), programme: p, id: draftID(body.Bytes(), k.Settings.URL, time.Time{})}
	}
	fresh := *have
	fresh.key = readKey(k)
	if !resp.NotModified {
		fresh.etag, fresh.lastModified = resp.ETag, resp.LastModified
	}
	im.mu.Lock()
	im.have = &fresh
	im.mu.Unlock()
	return file{programme: fresh.programme, draft: Draft{ID: fresh.id, URL: k.Settings.URL, At: kept(im.now()), Data: fresh.data}}, nil
}

// Try reads the address of settings that nobody saved yet, and keeps nothing:
// what is wrong with it is the error.
func (im *Importer) Try(ctx context.Context, s Settings) error {
	if err := s.Validate(); err != nil {
		return err
	}
	k, err := im.Store.Programme(ctx)
	if err != nil {
		return err
	}
	k.Settings = s
	_, err = im.fetch(ctx, k)
	return err
}

// draftID names a draft: the same file from the same address is one, also
// when somebody sets its zone while it waits. An upload is its own each time.
func draftID(data []byte, from string, at time.Time) string {
	h := sha256.New()
	fmt.Fprintf(h, "%d\n%d %s\n", at.UnixMilli(), len(from), from)
	h.Write(data)
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// Host is the server of an address, for sentences: the rest of it may hold a
// key.
func Host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// readAll reads an upload within bounds.
func readAll(r io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxFile+1))
	switch {
	case err != nil:
		return nil, &stagedoor.Error{Kind: stagedoor.Invalid, Msg: "The upload broke off. Nothing was changed.", Err: err}
	case len(data) > MaxFile:
		return nil, stagedoor.Errorf(stagedoor.Invalid, "The file is larger than %d MB. A programme is not.", MaxFile>>20)
	}
	return data, nil
}

// pack makes a file fit to be kept.
func pack(data []byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write(data) // a Buffer takes all
	z.Close()
	return b.Bytes()
}

// unpack undoes pack.
func unpack(packed []byte) ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("the programme that waits: %w", err)
	}
	return readAll(z)
}
