package rtmp

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
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

	maxKey    = 256  // bytes of a stream key, with its query
	maxUnread = 1000 // messages before publishing: an encoder sends ten
)

// errBye is how a session ends well: the encoder says that it stops.
var errBye = errors.New("the encoder stopped")

// A session is the server's side of one connection.
type session struct {
	conn    net.Conn
	in      *chunkReader
	out     *chunkWriter
	o       Options
	request Request
	demux   *demuxer               // nil until publishing
	acked   uint32                 // bytes read that were acknowledged
	window  uint32                 // the encoder's
	before  int                    // messages before publishing
	cut     atomic.Pointer[string] // why the house ends it
}

func newSession(c net.Conn, o Options) *session {
	s := &session{conn: c, in: newChunkReader(c), out: newChunkWriter(c), o: o, window: window}
	if a, err := netip.ParseAddrPort(c.RemoteAddr().String()); err == nil {
		s.request.Remote = netip.AddrPortFrom(a.Addr().Unmap(), a.Port())
	}
	s.request.Cut = func(says string) {
		s.cut.Store(&says)
		s.conn.SetReadDeadline(time.Unix(1, 0)) // wakes whoever reads
	}
	return s
}

// run serves until the connection ends, and returns why; nil when the encoder
// said that it stops.
func (s *session) run(ctx context.Context) error {
	// All of what comes before publishing is bounded together.
	if err := s.conn.SetDeadline(time.Now().Add(s.o.Handshake)); err != nil {
		return err
	}
	if err := acceptHandshake(s.in.r, s.conn); err != nil {
		return err
	}
	for {
		m, err := s.in.next()
		if says := s.cut.Load(); says != nil {
			s.status("error", "NetStream.Publish.Rejected", *says) // it is over either way
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
		if s.demux != nil {
			if err := s.conn.SetDeadline(time.Now().Add(s.o.Silence)); err != nil {
				return err
			}
			if s.cut.Load() != nil { // it came before the deadline was moved
				s.conn.SetReadDeadline(time.Unix(1, 0))
			}
		}
	}
}

// end tells the publisher and whoever wants to know.
func (s *session) end(err error) {
	if s.demux == nil {
		return
	}
	s.demux.out.End(err)
	s.demux = nil
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

func (s *session) send(chunk byte, m message) error {
	if err := s.out.write(chunk, m); err != nil {
		return err
	}
	return s.out.flush()
}

func (s *session) message(ctx context.Context, m message) error {
	if s.demux == nil {
		if s.before++; s.before > maxUnread {
			return fmt.Errorf("RTMP: %d messages and nothing published", maxUnread)
		}
	}
	switch m.kind {
	case typeAudio, typeVideo:
		if s.demux == nil {
			return nil
		}
		return s.media(m)
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
	case typeUserControl:
		return s.userControl(m.body)
	case typeAggregate:
		return &Unsupported{"aggregate messages"}
	}
	return nil // data, acknowledgements: nothing to do
}

// media passes a message on. What the encoder sends that we do not take ends
// the connection, with the protocol's own status and the codec's name.
func (s *session) media(m message) error {
	err := s.demux.tag(m, time.Now())
	if err == nil {
		return nil
	}
	s.status("error", "NetStream.Publish.Rejected", err.Error()+"; send H.264 and AAC")
	if s.o.Refused != nil {
		s.o.Refused(s.request, err)
	}
	return err
}

// userControl answers a ping, 7.1.7.
func (s *session) userControl(b []byte) error {
	const pingRequest, pingResponse = 6, 7
	if len(b) < 6 || binary.BigEndian.Uint16(b) != pingRequest {
		return nil
	}
	answer := binary.BigEndian.AppendUint16(nil, pingResponse)
	return s.send(chunkControl, message{kind: typeUserControl, body: append(answer, b[2:6]...)})
}

// command obeys one of 7.2.
func (s *session) command(ctx context.Context, body []byte) error {
	values, err := decodeAMF(body)
	if err != nil {
		return err
	}
	arg := func(i int) any {
		if i < len(values) {
			return values[i]
		}
		return nil
	}
	name, _ := arg(0).(string)
	id, _ := arg(1).(float64)
	switch name {
	case "connect":
		o, _ := arg(2).(object)
		return s.connect(id, o)
	case "createStream":
		return s.reply("_result", id, nil, streamID)
	case "releaseStream", "FCPublish":
		return s.reply("_result", id, nil, nil)
	case "publish":
		key, _ := arg(3).(string)
		return s.publish(ctx, key)
	case "FCUnpublish", "deleteStream", "closeStream":
		if s.demux != nil {
			return errBye
		}
	case "play":
		s.status("error", "NetStream.Play.Failed", "nothing is played here")
		return errors.New("RTMP: somebody wants to play")
	}
	return nil
}

func (s *session) reply(values ...any) error {
	return s.send(chunkCommand, message{kind: typeCommandAMF0, body: encodeAMF(values...)})
}

// status is onStatus, 7.2.2.
func (s *session) status(level, code, description string) error {
	return s.send(chunkCommand, message{kind: typeCommandAMF0, stream: streamID, body: encodeAMF("onStatus", 0, nil,
		object{{"level", level}, {"code", code}, {"description", description}})})
}

// connect answers 7.2.1.1.
func (s *session) connect(id float64, o object) error {
	s.request.App = strings.Trim(o.text("app"), "/")
	s.request.Encoder = o.text("flashVer")
	if err := s.control(typeWindowAckSize, window); err != nil {
		return err
	}
	limit := append(binary.BigEndian.AppendUint32(nil, window), 2) // dynamic, 5.4.5
	if err := s.send(chunkControl, message{kind: typeSetPeerBandwidth, body: limit}); err != nil {
		return err
	}
	if err := s.control(typeSetChunkSize, ourChunkSize); err != nil {
		return err
	}
	return s.reply("_result", id,
		object{{"fmsVer", "FMS/3,0,1,123"}, {"capabilities", 31}, {"fourCcList", []any{"avc1", "mp4a"}}},
		object{{"level", "status"}, {"code", "NetConnection.Connect.Success"}, {"description", "Welcome."}, {"objectEncoding", 0}})
}

// publish lets the encoder in, or says why not, 7.2.2.6.
func (s *session) publish(ctx context.Context, key string) error {
	if s.demux != nil {
		return errors.New("RTMP: published twice on one connection")
	}
	key, _, _ = strings.Cut(key, "?")
	if len(key) > maxKey {
		key = ""
	}
	s.request.Key = key
	p, err := s.o.Publish(ctx, s.request)
	if err != nil {
		code, says := "NetStream.Publish.Denied", "not now"
		var refusal *Refusal
		if errors.As(err, &refusal) {
			says = refusal.Says
			if refusal.Busy {
				code = "NetStream.Publish.BadName"
			}
		}
		if e := s.status("error", code, says); e != nil {
			return e
		}
		return fmt.Errorf("refused: %w", err)
	}
	s.demux = &demuxer{out: p}
	return s.status("status", "NetStream.Publish.Start", "You are on.")
}
