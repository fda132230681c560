package access

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"stagedoor"
)

// maxUpload bounds an export, compressed or not.
const maxUpload = 64 << 20

// ImportOptions tune an Import. The zero value is a complete export.
type ImportOptions struct {
	Partial bool // who is not in the file is not gone
	DryRun  bool // says what it would do, and changes nothing
	// Actor is whose upload it is: what it changes is audited as theirs. The
	// zero Actor is nobody's, and not audited.
	Actor stagedoor.Actor
}

// Import runs a round of the feed from a file that somebody gave us. It waits
// for a round that is running.
func (rs *Rounds) Import(ctx context.Context, feed stagedoor.FeedID, file io.Reader, o ImportOptions) (Report, error) {
	if feed == stagedoor.FeedByHand {
		return Report{}, stagedoor.Errorf(stagedoor.Invalid, "The feed “by hand” holds the guest passes; import into another.")
	}
	s, err := spool(file, rs.Dir)
	if err != nil {
		return Report{}, err
	}
	defer s.remove()
	j := job{feed: feed, trigger: ByUpload, partial: o.Partial, upload: true, dry: o.DryRun, open: s.open}
	if o.Actor != (stagedoor.Actor{}) {
		j.actor, j.did = &o.Actor, stagedoor.Say("Uploaded an export into the feed.")
	}
	if o.DryRun {
		return rs.run(ctx, j)
	}
	j.pack = func() (*Upload, error) { return s.pack(rs.now(), o.Partial) }
	ctx, release, err := rs.hold(ctx, feed, holdWait)
	if err != nil {
		return Report{}, err
	}
	defer release()
	return rs.run(ctx, j)
}

// pack makes the file fit to be kept for the yes, which runs it again.
func (s *spooled) pack(now time.Time, partial bool) (*Upload, error) {
	if err := s.Rewind(); err != nil {
		return nil, fmt.Errorf("keep the upload: %w", err)
	}
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := io.Copy(z, s); err != nil {
		return nil, fmt.Errorf("keep the upload: %w", err)
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("keep the upload: %w", err)
	}
	return &Upload{At: now, Partial: partial, Data: b.Bytes()}, nil
}

// A spooled is an upload on the disk. Closing it lets it be read again:
// remove removes it.
type spooled struct{ *os.File }

// spool writes an upload to a file of its own in dir.
func spool(r io.Reader, dir string) (*spooled, error) {
	f, err := os.CreateTemp(dir, "upload-*")
	if err != nil {
		return nil, fmt.Errorf("upload: %w", err)
	}
	s := &spooled{f}
	n, err := io.Copy(f, io.LimitReader(r, maxUpload+1))
	switch {
	case err != nil:
		err = &stagedoor.Error{Kind: stagedoor.Invalid, Msg: "The upload broke off. Nothing was changed.", Err: err}
	case n > maxUpload:
		err = stagedoor.Errorf(stagedoor.Invalid, "The file is larger than 64 MB.")
	default:
		return s, nil
	}
	s.remove()
	return nil, err
}

func (s *spooled) open(context.Context, Feed, Index) (exported, fetched, error) {
	return s, fetched{}, s.Rewind()
}

// Rewind goes back to the start.
func (s *spooled) Rewind() error {
	_, err := s.Seek(0, io.SeekStart)
	return err
}

// Close does nothing: a round may read the file again.
func (s *spooled) Close() error { return nil }

func (s *spooled) remove() {
	s.File.Close()
	os.Remove(s.Name())
}
