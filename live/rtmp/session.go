package rtmp

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"runtime/debug"
	"sync/atomic"
	"time"
)

const (
	window       = 2500000 // bytes that a side sends before it waits to hear, 5.4.4
	ourChunkSize = 4096
	streamID     = 1 // the one message stream of a connection

	chunkControl = 2 // chunk stream ids of ours, 5.4
	chunkCommand = 3
	chunkAudio   = 4
	chunkVideo   = 6

	maxUnread = 1000                   // messages before publishing: an encoder sends ten
	patience  = 500 * time.Millisecond // with an encoder that does not read what we say
	farewell  = time.Second            // for it to read why it was sent away
)

// errBye is how a session ends well: the encoder says that it stops.
var errBye = errors.New("the encoder stopped")

// A session is the server's side of one connection.
type session struct {
	conn      net.Conn
	in        *chunkReader
	out       *chunkWriter
	o         Options
	porch     *porch
	request   Request
	published bool                   // it left the porch
	demux     *demuxer               // nil until publishing
	acked     uint32                 // bytes read that were acknowledged
	window    uint32                 // the encoder's
	told      uint32                 // the window that we said
	before    int                    // messages before publishing
	deaf      bool                   // the encoder reads nothing: nothing more is said
	said      bool                   // why the encoder is sent away
	cut       atomic.Pointer[string] // why the house ends it
	panicked  bool                   // of a mistake of ours; that is logged
}

func newSession(c net.Conn, o Options, p *porch) *session {
	s := &session{conn: c, out: newChunkWriter(c), o: o, porch: p, window: window}
	if a, err := netip.ParseAddrPort(c.RemoteAddr().String()); err == nil {
		s.request.Remote = netip.AddrPortFrom(a.Addr().Unmap(), a.Port())
	}
	s.request.Cut = func(says string) {
		s.cut.Store(&says)
		s.conn.SetReadDeadline(time.Unix(1, 0)) // wakes whoever reads
	}
	return s
}

// serve serves the connection to its end.
func (s *session) serve(ctx context.Context) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	defer context.AfterFunc(ctx, func() { s.conn.Close() })()
	err := s.survive(func() error { return s.run(ctx) })
	if ctx.Err() != nil {
		err = ErrStopped
	}
	if s.survive(func() error { s.end(err); return nil }) == nil && (s.said || err == nil) {
		s.linger()
	}
	s.conn.Close()
	s.porch.leave(s.conn, s.published)
}

// survive keeps what one encoder's bytes make panic from ending the process,
// and all that publish with it. It is an error like any other that they make;
// the first of a connection is logged with where it was.
func (s *session) survive(f func() error) (err error) {
	defer func() {
		p := recover()
		if p == nil {
			return
		}
		err = fmt.Errorf("RTMP: a panic: %v", p)
		if !s.panicked {
			s.o.Log.Error("what an encoder sent made us panic; it is sent away", "panic", p, "stack", string(debug.Stack()))
		}
		s.panicked = true
	}()
	return f()
}

// run serves until the connection ends, and returns why; nil when the encoder
// said that it stops.
func (s *session) run(ctx context.Context) error {
	// All of what comes before publishing is bounded together.
	if err := s.conn.SetDeadline(time.Now().Add(s.o.Handshake)); err != nil {
		return err
	}
	if err := acceptHandshake(s.conn, s.conn); err != nil {
		return err
	}
	s.in = newChunkReader(s.conn, maxCommand)
	for {
		m, err := s.in.next()
		if says := s.cut.Load(); says != nil {
			s.status("error", "NetStream.Publish.Rejected", *says)
			return &Refusal{Says: *says}
		}
		if err != nil {
			return err
		}
		if err := s.acknowledge(); err != nil {
			return err
		}
		if err := s.message(ctx, m); errors.Is(err, errBye) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// hears puts off the moment at which the encoder counts as silent.
func (s *session) hears() error {
	if err := s.conn.SetReadDeadline(time.Now().Add(s.o.Silence)); err != nil {
		return err
	}
	if s.cut.Load() != nil { // it came before the deadline was moved
		return s.conn.SetReadDeadline(time.Unix(1, 0))
	}
	return nil
}

// end tells the publisher, and whoever wants to know, how it ended.
func (s *session) end(err error) {
	if s.demux == nil {
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, ErrStopped) {
			s.o.Log.Debug("a connection did not come to publishing", "err", err)
		}
		return
	}
	defer func() { s.demux.out.End(err) }() // whatever panics before
	var cut *Refusal
	var network net.Error
	switch {
	case err == nil, errors.Is(err, ErrStopped), errors.As(err, &cut):
	case errors.Is(err, os.ErrDeadlineExceeded):
		err = ErrSilent
	case errors.As(err, &network), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed):
		err = io.EOF
	default:
		s.reject(err)
	}
	if !s.panicked { // else it stands somewhere in between
		s.demux.finish()
	}
}

// reject sends an encoder away for what it sends. What OBS shows is that it
// connects again; its log has the sentence.
func (s *session) reject(err error) {
	says := "What was sent is not taken here."
	if s.o.Refused != nil {
		says = s.o.Refused(s.request, err)
	}
	s.status("error", "NetStream.Publish.Rejected", says)
}

// linger lets the encoder read the last that was said: a connection that is
// closed with something unread takes it back.
func (s *session) linger() {
	half, ok := s.conn.(interface{ CloseWrite() error })
	if !ok || half.CloseWrite() != nil {
		return
	}
	if s.conn.SetReadDeadline(time.Now().Add(farewell)) == nil {
		io.CopyN(io.Discard, s.conn, maxMessage) // whatever comes, nobody needs it
	}
}

// acknowledge says how much was read, 5.4.3.
func (s *session) acknowledge() error {
	if s.in.read-s.acked < s.window/2 {
		return nil
	}
	s.acked = s.in.read
	return s.control(typeAcknowledgement, s.acked)
}

func (s *session) control(kind byte, v uint32) error {
	return s.send(chunkControl, message{kind: kind, body: binary.BigEndian.AppendUint32(nil, v)})
}

// send sends a message. An encoder that publishes need not read: when it does
// not, we fall silent, and go on hearing it.
func (s *session) send(chunk byte, m message) error {
	if s.deaf {
		return nil
	}
	if s.published {
		if err := s.conn.SetWriteDeadline(time.Now().Add(patience)); err != nil {
			return err
		}
	}
	s.out.write(chunk, m) // its error is flush's as well
	err := s.out.flush()
	if err != nil && s.published && errors.Is(err, os.ErrDeadlineExceeded) {
		s.deaf = true
		return nil
	}
	return err
}

func (s *session) message(ctx context.Context, m message) error {
	if s.demux == nil {
		if s.before++; s.before > maxUnread {
			return fmt.Errorf("RTMP: %d messages and nothing published", maxUnread)
		}
	}
	switch m.kind {
	case typeAudio, typeVideo:
		return s.media(m)
	case typeAggregate:
		return s.aggregate(m)
	case typeCommandAMF0:
		return s.command(ctx, m.body)
	case typeCommandAMF3:
		if len(m.body) == 0 {
			return nil
		}
		return s.command(ctx, m.body[1:]) // AMF0 behind a zero, in all that encoders send
	case typeWindowAckSize:
		if len(m.body) >= 4 {
			s.window = max(binary.BigEndian.Uint32(m.body), 1<<16)
		}
	case typeSetPeerBandwidth: // 5.4.5; we never send so much that it would matter
		if len(m.body) >= 4 && binary.BigEndian.Uint32(m.body) != s.told {
			s.told = binary.BigEndian.Uint32(m.body)
			return s.control(typeWindowAckSize, s.told)
		}
	case typeUserControl:
		return s.userControl(m.body)
	}
	return nil // data, acknowledgements: nothing to do
}

// media passes a picture or sound on.
func (s *session) media(m message) error {
	if s.demux == nil {
		return nil
	}
	if err := s.demux.tag(m, time.Now()); err != nil {
		return err
	}
	return s.hears()
}

// aggregate takes an aggregate message apart, 7.1.6: its own timestamp is its
// first tag's, and the others' are as far from that.
func (s *session) aggregate(m message) error {
	first, begun := uint32(0), false
	return eachTag(m.body, func(tag message) error {
		if !begun {
			first, begun = tag.time, true
		}
		tag.time += m.time - first
		if tag.kind != typeAudio && tag.kind != typeVideo {
			return nil
		}
		return s.media(tag)
	})
}

// The events of User Control, 7.1.7.
const (
	eventStreamBegin  = 0
	eventPingRequest  = 6
	eventPingResponse = 7
)

// userControl answers a ping.
func (s *session) userControl(b []byte) error {
	if len(b) < 6 || binary.BigEndian.Uint16(b) != eventPingRequest {
		return nil
	}
	return s.event(eventPingResponse, binary.BigEndian.Uint32(b[2:]))
}

func (s *session) event(event uint16, v uint32) error {
	b := binary.BigEndian.AppendUint16(nil, event)
	return s.send(chunkControl, message{kind: typeUserControl, body: binary.BigEndian.AppendUint32(b, v)})
}
