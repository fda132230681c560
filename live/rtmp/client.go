package rtmp

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"

	"stagedoor/live"
)

// A Client publishes tracks and samples to a server, as an encoder does.
type Client struct {
	conn   net.Conn
	in     *chunkReader
	out    *chunkWriter
	tracks []live.Track
	failed chan error // why the server ended it; holds one
}

// writeTimeout bounds how long a server may not read.
const writeTimeout = 10 * time.Second

// Dial connects to address, "rtmp://host:1935/live", and publishes under key.
// A server that refuses is a *Refusal. ctx bounds the connecting alone.
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
	c := &Client{conn: conn, in: newChunkReader(conn), out: newChunkWriter(conn), failed: make(chan error, 1)}
	stop := context.AfterFunc(ctx, func() { conn.SetDeadline(time.Unix(1, 0)) })
	err = c.begin(strings.Trim(u.Path, "/"), address, key)
	if !stop() && err == nil {
		err = ctx.Err()
	}
	if err != nil {
		conn.Close()
		return nil, err
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

func (c *Client) call(name string, id int, args any) error {
	if err := c.out.write(chunkCommand, message{kind: typeCommandAMF0, body: encodeAMF(name, id, args)}); err != nil {
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
	for {
		values, err := c.command()
		if err == nil && values[0] == "onStatus" {
			err = statusError(values)
		}
		if err != nil {
			c.failed <- err
			return
		}
	}
}

// SetTracks sends what a decoder must know.
func (c *Client) SetTracks(tracks []live.Track) error {
	c.tracks = tracks
	for _, t := range tracks {
		if err := c.header(t); err != nil {
			return err
		}
	}
	return c.out.flush()
}

func (c *Client) header(t live.Track) error {
	if t.Video() {
		body := append([]byte{1<<4 | videoAVC, sequenceHeader, 0, 0, 0}, t.DecoderConfig()...)
		return c.out.write(chunkVideo, message{kind: typeVideo, stream: streamID, body: body})
	}
	body := append([]byte{soundHeader, sequenceHeader}, t.Config...)
	return c.out.write(chunkAudio, message{kind: typeAudio, stream: streamID, body: body})
}

// soundHeader is AAC's, which always says 44 kHz, 16 bits, stereo, E.4.2.1.
const soundHeader = soundAAC<<4 | 0xf

// Write sends one sample of a track that SetTracks named. The error says why
// the server ended the connection, when it did.
func (c *Client) Write(s live.Sample) error {
	select {
	case err := <-c.failed:
		c.failed <- err
		return err
	default:
	}
	if s.Track < 0 || s.Track >= len(c.tracks) {
		return errors.New("RTMP: a sample of no track")
	}
	t := c.tracks[s.Track]
	at := uint32(s.DTS * 1000 / int64(t.Scale))
	if err := c.conn.SetWriteDeadline(time.Now().Add(writeTimeout)); err != nil {
		return err
	}
	var err error
	if t.Video() {
		offset := s.Offset * 1000 / int32(t.Scale)
		first := byte(2<<4 | videoAVC)
		if s.Key {
			first = 1<<4 | videoAVC
		}
		body := append([]byte{first, codedFrame, byte(offset >> 16), byte(offset >> 8), byte(offset)}, s.Data...)
		err = c.out.write(chunkVideo, message{kind: typeVideo, stream: streamID, time: at, body: body})
	} else {
		body := append([]byte{soundHeader, codedFrame}, s.Data...)
		err = c.out.write(chunkAudio, message{kind: typeAudio, stream: streamID, time: at, body: body})
	}
	if err != nil {
		return err
	}
	return c.out.flush()
}

// Close says goodbye and ends the connection.
func (c *Client) Close() error {
	c.conn.SetWriteDeadline(time.Now().Add(time.Second))
	c.call("deleteStream", 4, nil) // the connection's end says as much
	return c.conn.Close()
}
