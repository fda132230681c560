package rtmp

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"sync"
	"time"

	"stagedoor/live"
)

// A Client publishes tracks and samples to a server, as an encoder does.
type Client struct {
	conn  net.Conn
	in    *chunkReader
	ended chan struct{} // closed when the server ended it
	why   error         // then

	mu     sync.Mutex // one writes at a time
	out    *chunkWriter
	tracks []live.Track
	body   []byte // of the message that is written
}

// writeTimeout bounds how long a server may not answer at first, and not read
// later.
const writeTimeout = 10 * time.Second

// Dial connects to address, "rtmp://host:1935/live", and publishes under key.
// A server that refuses is a *Refusal. ctx bounds the connecting alone; who
// wants another connection after this one dials again.
func Dial(ctx context.Context, address, key string) (*Client, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "rtmp" || u.Hostname() == "" {
		return nil, fmt.Errorf("RTMP: %q is not like rtmp://host/live", address)
	}
	host := u.Host
	if u.Port() == "" {
		host = net.JoinHostPort(u.Hostname(), "1935")
	}
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "tcp", host)
	if err != nil {
		return nil, fmt.Errorf("RTMP: %w", err)
	}
	c := &Client{conn: conn, in: newChunkReader(conn, maxCommand), out: newChunkWriter(conn), ended: make(chan struct{})}
	conn.SetDeadline(time.Now().Add(writeTimeout))
	stop := context.AfterFunc(ctx, func() { conn.SetDeadline(time.Unix(1, 0)) })
	err = c.begin(strings.Trim(u.Path, "/"), address, key)
	if !stop() && err == nil {
		err = ctx.Err()
	}
	if err != nil {
		conn.Close()
		return nil, err
	}
	if err := conn.SetDeadline(time.Time{}); err != nil {
		conn.Close()
		return nil, fmt.Errorf("RTMP: %w", err)
	}
	go c.listen()
	return c, nil
}

// begin goes from the handshake to NetStream.Publish.Start.
func (c *Client) begin(app, address, key string) error {
	if err := offerHandshake(c.in.r, c.conn); err != nil {
		return err
	}
	size := message{kind: typeSetChunkSize, body: binary.BigEndian.AppendUint32(nil, 64<<10)}
	if err := c.out.write(chunkControl, size); err != nil {
		return err
	}
	if err := c.call("connect", 1, object{{"app", app}, {"type", "nonprivate"}, {"flashVer", "FMLE/3.0 (compatible; Stagedoor)"}, {"tcUrl", address}}); err != nil {
		return err
	}
	if _, err := c.answer(1); err != nil {
		return err
	}
	if err := c.call("createStream", 2, nil); err != nil {
		return err
	}
	if _, err := c.answer(2); err != nil {
		return err
	}
	publish := message{kind: typeCommandAMF0, stream: streamID, body: encodeAMF("publish", 3, nil, key, "live")}
	if err := c.out.write(chunkCommand, publish); err != nil {
		return err
	}
	if err := c.out.flush(); err != nil {
		return err
	}
	for {
		values, err := c.command()
		if err != nil {
			return err
		}
		if values[0] == "onStatus" {
			return statusError(values)
		}
	}
}

func (c *Client) call(name string, id int, args ...any) error {
	body := encodeAMF(append([]any{name, id}, args...)...)
	if err := c.out.write(chunkCommand, message{kind: typeCommandAMF0, body: body}); err != nil {
		return err
	}
	return c.out.flush()
}

// answer waits for the _result of a call.
func (c *Client) answer(id float64) ([]any, error) {
	for {
		values, err := c.command()
		if err != nil {
			return nil, err
		}
		switch {
		case values[0] == "_error":
			return nil, &Refusal{Says: "the server refused the connection"}
		case values[0] == "_result" && len(values) > 1 && values[1] == id:
			return values, nil
		}
	}
}

// command reads the next command of the server's.
func (c *Client) command() ([]any, error) {
	for {
		m, err := c.in.next()
		if err != nil {
			return nil, err
		}
		if m.kind != typeCommandAMF0 {
			continue
		}
		values, err := decodeAMF(m.body)
		if err != nil {
			return nil, err
		}
		if len(values) > 0 {
			return values, nil
		}
	}
}

// statusError is nil for a status of success.
func statusError(values []any) error {
	var o object
	if len(values) > 3 {
		o, _ = values[3].(object)
	}
	if o.text("level") == "error" {
		return &Refusal{Busy: o.text("code") == "NetStream.Publish.BadName", Says: o.text("description")}
	}
	return nil
}

// listen hears the server until it ends.
func (c *Client) listen() {
	defer close(c.ended)
	for {
		values, err := c.command()
		if err == nil && values[0] == "onStatus" {
			err = statusError(values)
		}
		if err != nil {
			c.why = err
			return
		}
	}
}

// SetTracks sends what a decoder must know.
func (c *Client) SetTracks(tracks []live.Track) error {
	return c.send(func() error {
		c.tracks = tracks
		for _, t := range tracks {
			c.header(t)
		}
		return c.out.flush()
	})
}

func (c *Client) header(t live.Track) {
	if t.Video() {
		c.media(chunkVideo, typeVideo, 0, []byte{1<<4 | videoAVC, sequenceHeader, 0, 0, 0}, t.DecoderConfig())
	} else {
		c.media(chunkAudio, typeAudio, 0, []byte{soundHeader, sequenceHeader}, t.Config)
	}
}

// soundHeader is AAC's, which always says 44 kHz, 16 bits, stereo, E.4.2.1.
const soundHeader = soundAAC<<4 | 0xf

// Write sends one sample of a track that SetTracks named. The error says why
// the server ended the connection, when it did. When to send is the caller's.
func (c *Client) Write(s live.Sample) error {
	return c.send(func() error {
		if s.Track < 0 || s.Track >= len(c.tracks) {
			return errors.New("RTMP: a sample of no track")
		}
		t := c.tracks[s.Track]
		at := milliseconds(s.DTS, t.Scale)
		if t.Video() {
			offset := milliseconds(s.DTS+int64(s.Offset), t.Scale) - at
			first := byte(2<<4 | videoAVC)
			if s.Key {
				first = 1<<4 | videoAVC
			}
			c.media(chunkVideo, typeVideo, at, []byte{first, codedFrame, byte(offset >> 16), byte(offset >> 8), byte(offset)}, s.Data)
		} else {
			c.media(chunkAudio, typeAudio, at, []byte{soundHeader, codedFrame}, s.Data)
		}
		return c.out.flush()
	})
}

// media writes a message; its error is flush's as well. A time beyond 2^32
// milliseconds begins again at 0, as encoders' do.
func (c *Client) media(chunk, kind byte, at int64, header, data []byte) {
	c.body = append(append(c.body[:0], header...), data...)
	c.out.write(chunk, message{kind: kind, stream: streamID, time: uint32(at), body: c.body})
}

// milliseconds rounds to the nearest.
func milliseconds(ticks int64, scale int) int64 {
	s := int64(scale)
	return ticks/s*1000 + (ticks%s*1000+s/2)/s
}

// send calls write, and says why the server ended it when it did.
func (c *Client) send(write func() error) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	select {
	case <-c.ended:
		return c.why
	default:
	}
	if err := c.conn.SetWriteDeadline(time.Now().Add(writeTimeout)); err != nil {
		return err
	}
	err := write()
	var network net.Error
	if errors.As(err, &network) { // what the server said before it hung up says more
		c.conn.SetReadDeadline(time.Now().Add(farewell))
		<-c.ended
		var refusal *Refusal
		if errors.As(c.why, &refusal) {
			return refusal
		}
	}
	return err
}

// Close says goodbye and ends the connection. It may be called while another
// goroutine writes: then without goodbye.
func (c *Client) Close() error {
	if c.mu.TryLock() {
		c.conn.SetWriteDeadline(time.Now().Add(time.Second))
		c.call("deleteStream", 4, nil, streamID) // the connection's end says as much
		c.mu.Unlock()
	}
	err := c.conn.Close()
	<-c.ended
	return err
}
