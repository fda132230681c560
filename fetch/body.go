package fetch

import (
	"compress/flate"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"

	"stagedoor"
)

// answer reads the last answer of a Get.
func answer(ctx context.Context, resp *http.Response, at *url.URL, o Options, w io.Writer) (*Response, error) {
	last := *at
	last.User, last.Fragment = nil, ""
	out := &Response{
		URL:          last.String(),
		ETag:         resp.Header.Get("ETag"),
		LastModified: resp.Header.Get("Last-Modified"),
		ContentType:  resp.Header.Get("Content-Type"),
	}
	switch {
	case resp.StatusCode == http.StatusNotModified:
		out.NotModified = true
		return out, nil
	case resp.StatusCode != http.StatusOK:
		return nil, refusedBy(resp.StatusCode)
	}
	// What is on its way is bounded too: a stream of empty gzip blocks never
	// unpacks to anything.
	wire := &bounded{in: resp.Body, left: o.MaxBytes}
	body, err := unpack(wire, resp.Header.Get("Content-Encoding"))
	if err == nil {
		out.Bytes, err = io.Copy(keeper{w}, &bounded{in: body, left: o.MaxBytes})
	}
	if err != nil {
		return nil, explain(ctx, err, at.Hostname(), o)
	}
	return out, nil
}

// unpack undoes the only encoding that we ask for.
func unpack(body io.Reader, encoding string) (io.Reader, error) {
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "", "identity":
		return body, nil
	case "gzip", "x-gzip":
		z, err := gzip.NewReader(body)
		if err == io.EOF {
			return strings.NewReader(""), nil // an empty body needs no wrapping
		}
		if err != nil {
			return nil, broken(err)
		}
		return unpacking{z}, nil
	}
	return nil, stagedoor.Errorf(stagedoor.Invalid, "The answer is packed in a way that we did not ask for.")
}

// broken is the error of a body that does not unpack; one that we broke off or
// that the network did keeps its own.
func broken(err error) error {
	var corrupt flate.CorruptInputError
	if errors.Is(err, gzip.ErrHeader) || errors.Is(err, gzip.ErrChecksum) || errors.As(err, &corrupt) {
		return &stagedoor.Error{Kind: stagedoor.Invalid, Msg: "The answer is damaged: it does not unpack.", Err: err}
	}
	return err
}

type unpacking struct{ z *gzip.Reader }

func (u unpacking) Read(p []byte) (int, error) {
	n, err := u.z.Read(p)
	if err != nil && err != io.EOF {
		err = broken(err)
	}
	return n, err
}

// errTooBig is the end of a bounded reader that had more to give.
var errTooBig = errors.New("more bytes than allowed")

// bounded gives at most left bytes and then, if there are more, errTooBig.
type bounded struct {
	in   io.Reader
	left int64
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left < 0 {
		return 0, errTooBig
	}
	if int64(len(p)) > b.left+1 {
		p = p[:b.left+1] // one more than allowed tells the end from too much
	}
	n, err := b.in.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return n - 1, errTooBig
	}
	return n, err
}

// keeper tells an error of ours, in keeping the body, from one in getting it.
type keeper struct{ w io.Writer }

func (k keeper) Write(p []byte) (int, error) {
	n, err := k.w.Write(p)
	if err != nil {
		err = &stagedoor.Error{Kind: stagedoor.Unavailable, Msg: "The answer could not be kept on the disk.", Err: err}
	}
	return n, err
}
