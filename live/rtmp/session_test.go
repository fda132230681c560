package rtmp

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"
	"testing"
	"time"

	"stagedoor"
)

// An encoder speaks to a server word by word.
type encoder struct {
	t    *testing.T
	conn net.Conn
	in   *chunkReader
	out  *chunkWriter
}

// dial shakes hands.
func dial(t *testing.T, h *house) *encoder {
	t.Helper()
	c, err := net.Dial("tcp", h.host)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	c.SetDeadline(time.Now().Add(soon))
	if err := offerHandshake(c, c); err != nil {
		t.Fatal(err)
	}
	return &encoder{t, c, newChunkReader(c, maxMessage), newChunkWriter(c)}
}

func (e *encoder) send(kind byte, body []byte) {
	e.t.Helper()
	e.out.write(chunkCommand, message{kind: kind, stream: streamID, body: body})
	if err := e.out.flush(); err != nil {
		e.t.Fatal(err)
	}
}

func (e *encoder) sendMessage(m message) {
	e.t.Helper()
	e.out.write(chunkVideo, m)
	if err := e.out.flush(); err != nil {
		e.t.Fatal(err)
	}
}

func (e *encoder) call(values ...any) { e.t.Helper(); e.send(typeCommandAMF0, encodeAMF(values...)) }

// heard is the next message of a kind.
func (e *encoder) heard(kind byte) message {
	e.t.Helper()
	for {
		m, err := e.in.next()
		if err != nil {
			e.t.Fatalf("waiting for a message of type %d: %v", kind, err)
		}
		if m.kind == kind {
			return m
		}
	}
}

func (e *encoder) command() []any {
	e.t.Helper()
	values, err := decodeAMF(e.heard(typeCommandAMF0).body)
	if err != nil {
		e.t.Fatal(err)
	}
	return values
}

// status is the code and the description of the next onStatus.
func (e *encoder) status() (code, says string) {
	e.t.Helper()
	for {
		v := e.command()
		if len(v) > 3 && v[0] == "onStatus" {
			o := v[3].(object)
			return o.text("code"), o.text("description")
		}
	}
}

// publish goes as far as NetStream.Publish.Start.
func (e *encoder) publish(key string) {
	e.t.Helper()
	e.call("connect", 1, object{{"app", "live"}})
	e.call("createStream", 2, nil)
	e.call("publish", 3, nil, key, "live")
	if code, says := e.status(); code != "NetStream.Publish.Start" {
		e.t.Fatalf("%s: %s", code, says)
	}
}

// isOver waits for the end of the connection.
func (e *encoder) isOver() {
	e.t.Helper()
	for {
		if _, err := e.in.next(); err != nil {
			if errors.Is(err, net.ErrClosed) || strings.Contains(err.Error(), "i/o timeout") {
				e.t.Errorf("the server did not hang up: %v", err)
			}
			return
		}
	}
}

// As OBS does it: what it asks, what it is told, how it stops.
func TestPublishAsOBSDoes(t *testing.T) {
	h := open(t, Options{})
	e := dial(t, h)
	e.send(typeSetChunkSize, binary.BigEndian.AppendUint32(nil, 4096))
	e.out.size = 4096
	e.call("connect", 1, object{{"app", "live"}, {"type", "nonprivate"}, {"flashVer", "FMLE/3.0 (compatible; FMSc/1.0)"}, {"swfUrl", h.address}, {"tcUrl", h.address}, {"fourCcList", []any{"av01", "hvc1"}}})
	if got := binary.BigEndian.Uint32(e.heard(typeWindowAckSize).body); got != window {
		t.Errorf("window = %d, want %d", got, window)
	}
	if got := e.heard(typeSetPeerBandwidth).body; len(got) != 5 || got[4] != 2 {
		t.Errorf("peer bandwidth = %x", got)
	}
	v := e.command()
	if v[0] != "_result" || v[1] != 1.0 || v[3].(object).text("code") != "NetConnection.Connect.Success" {
		t.Errorf("connect: %v", v)
	}
	e.call("releaseStream", 2, nil, "key")
	e.call("FCPublish", 3, nil, "key")
	e.call("createStream", 4, nil)
	for _, want := range []float64{2, 3, 4} {
		if v = e.command(); v[0] != "_result" || v[1] != want {
			t.Errorf("answer %v, want the _result of %v", v, want)
		}
	}
	if v[3] != float64(streamID) {
		t.Errorf("createStream = %v, want stream %d", v, streamID)
	}
	e.call("publish", 5, nil, "key?token=1", "live")
	if m := e.heard(typeUserControl); binary.BigEndian.Uint16(m.body) != eventStreamBegin {
		t.Errorf("event %x, want StreamBegin", m.body)
	}
	if code, _ := e.status(); code != "NetStream.Publish.Start" {
		t.Errorf("status %s", code)
	}
	e.send(typeDataAMF0, encodeAMF("@setDataFrame", "onMetaData", object{{"encoder", "obs-output module"}}))
	e.sendMessage(audio(0, "af 00", unhex(t, aac48k)))
	e.sendMessage(video(0, "17 00 000000", avcC(t, sps1080p, 4)))
	e.sendMessage(video(0, "17 01 000000", nals(t, 4, "6501")))
	g := h.next(t)
	g.hasWritten(t, 1)
	e.call("FCUnpublish", 6, nil, "key")
	e.call("deleteStream", 7, nil, streamID)
	if err := g.over(t); err != nil {
		t.Errorf("End(%v), want nil", err)
	}
	if g.request.App != "live" || g.request.Key != "key" || g.request.Encoder != "FMLE/3.0 (compatible; FMSc/1.0)" || g.request.Remote.Addr().String() != "127.0.0.1" {
		t.Errorf("request = %+v", g.request)
	}
	e.isOver()
}

func TestStreamKey(t *testing.T) {
	long := strings.Repeat("k", maxKey+1)
	for _, tt := range []struct{ app, name, wantApp, wantKey string }{
		{"live", "key", "live", "key"},
		{"live", "key?a=b", "live", "key"},
		{"live", " key\n", "live", "key"},
		{"live", "/key", "live", "key"},
		{"live/key", "", "live", "key"},
		{"live/key", "?a=b", "live", "key"},
		{"key", "", "", "key"},
		{"", "", "", ""},
		{"live", long, "live", ""},
		{long, "key", long[:maxName], "key"},
		{"жжж" + strings.Repeat("x", 93) + "ж", "key", "жжж" + strings.Repeat("x", 93), "key"},
	} {
		if app, key := streamKey(tt.app, tt.name); app != tt.wantApp || key != tt.wantKey {
			t.Errorf("streamKey(%q, %q) = %q, %q; want %q, %q", tt.app, tt.name, app, key, tt.wantApp, tt.wantKey)
		}
	}
}

func TestRefusals(t *testing.T) {
	for _, tt := range []struct {
		name       string
		err        error
		code, says string
	}{
		{"the key", &Refusal{Says: "We do not know this stream key."}, "NetStream.Publish.Denied", "We do not know this stream key."},
		{"somebody else", &Refusal{Busy: true, Says: "Another encoder sends."}, "NetStream.Publish.BadName", "Another encoder sends."},
		{"a sentence", fmt.Errorf("publish: %w", stagedoor.Errorf(stagedoor.Denied, "literal")), "NetStream.Publish.Denied", "literal"},
		{"a fault of ours", errors.New("secret"), "NetStream.Publish.Denied", "Not now. Try again in a few seconds."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h := open(t, Options{Publish: func(context.Context, Request) (Publisher, error) { return nil, tt.err }})
			e := dial(t, h)
			e.call("connect", 1, object{{"app", "live"}})
			e.call("publish", 3, nil, "key", "live")
			// It has sent more than is read: what it is told must not be lost.
			for range 20 {
				e.out.write(chunkVideo, message{kind: typeVideo, body: make([]byte, 10000)})
			}
			e.out.flush()
			if code, says := e.status(); code != tt.code || says != tt.says {
				t.Errorf("%s: %s; want %s: %s", code, says, tt.code, tt.says)
			}
			e.isOver()
		})
	}
}

// What an encoder sends that does not pass through: the protocol's status, the
// house's sentence, the name for it.
func TestRejected(t *testing.T) {
	for _, tt := range []struct {
		name  string
		m     message
		codec string
	}{
		{"H.265", video(0, "90 68766331 01", nil), "H.265"},
		{"Opus", audio(0, "90 4f707573", nil), "Opus"},
		{"multitrack", video(0, "96 00 61766331", nil), "Multitrack Video"},
		{"garbage", video(0, "17 00 000000 ff", nil), ""},
		{"a garbled aggregate", message{kind: typeAggregate, body: []byte{9}}, ""},
		{"a garbled command", message{kind: typeCommandAMF0, body: []byte{2, 9}}, ""},
		{"a second publish", message{kind: typeCommandAMF0, body: encodeAMF("publish", 9, nil, "key")}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h := open(t, Options{})
			e := dial(t, h)
			e.publish("key")
			e.sendMessage(tt.m)
			if code, says := e.status(); code != "NetStream.Publish.Rejected" || says != told {
				t.Errorf("%s: %s; want NetStream.Publish.Rejected: %s", code, says, told)
			}
			e.isOver()
			if err := h.next(t).over(t); err == nil {
				t.Error("End(nil)")
			}
			var u *Unsupported
			select {
			case err := <-h.refused:
				if errors.As(err, &u) != (tt.codec != "") || u != nil && u.Codec != tt.codec {
					t.Errorf("Refused(%v), want %q", err, tt.codec)
				}
			case <-time.After(soon):
				t.Error("Refused was not called")
			}
		})
	}
}

func TestControlMessages(t *testing.T) {
	h := open(t, Options{})
	e := dial(t, h)
	e.publish("key")
	g := h.next(t)
	t.Run("a ping is answered", func(t *testing.T) {
		e.send(typeUserControl, unhex(t, "0006 01020304"))
		if m := e.heard(typeUserControl); fmt.Sprintf("%x", m.body) != "000701020304" {
			t.Errorf("answer %x", m.body)
		}
	})
	t.Run("another bandwidth is answered, the same is not", func(t *testing.T) {
		e.send(typeSetPeerBandwidth, unhex(t, "00010000 02"))
		e.send(typeSetPeerBandwidth, unhex(t, "00010000 02"))
		e.send(typeUserControl, unhex(t, "0006 00000001"))
		if m := e.heard(typeWindowAckSize); binary.BigEndian.Uint32(m.body) != 1<<16 {
			t.Errorf("window %x", m.body)
		}
		if m, err := e.in.next(); err != nil || m.kind != typeUserControl {
			t.Errorf("then a message of type %d, %v", m.kind, err)
		}
	})
	t.Run("what is read is acknowledged", func(t *testing.T) {
		e.send(typeWindowAckSize, unhex(t, "00010000"))
		e.sendMessage(message{kind: typeDataAMF0, body: make([]byte, 100000)})
		if n := binary.BigEndian.Uint32(e.heard(typeAcknowledgement).body); n < 1<<15 || n > 200000 {
			t.Errorf("acknowledged %d bytes", n)
		}
	})
	t.Run("AMF3 commands, aggregates and short ones", func(t *testing.T) {
		for _, m := range []message{{kind: typeCommandAMF3}, {kind: typeWindowAckSize, body: []byte{1}}, {kind: typeUserControl, body: []byte{0}},
			{kind: typeSetPeerBandwidth}, {kind: typeDataAMF3, body: []byte{1}}, {kind: 77, body: []byte{1}}, {kind: typeAggregate}} {
			e.sendMessage(m)
		}
		var all []byte
		for _, m := range []message{video(1000, "17 00 000000", avcC(t, sps1080p, 4)), audio(1000, "af 00", unhex(t, aac48k)),
			video(1000, "17 01 000000", nals(t, 4, "6501")), {kind: typeDataAMF0, body: []byte{1}}, video(1040, "27 01 000000", nals(t, 4, "4101"))} {
			n := len(m.body)
			all = append(all, m.kind, byte(n>>16), byte(n>>8), byte(n), byte(m.time>>16), byte(m.time>>8), byte(m.time), 0, 0, 0, 0)
			all = append(append(all, m.body...), 0, 0, 0, 0)
		}
		e.sendMessage(message{kind: typeAggregate, time: 5000, body: all})
		g.hasWritten(t, 2)
		e.send(typeCommandAMF3, append([]byte{0}, encodeAMF("deleteStream", 4, nil, 1)...))
		if err := g.over(t); err != nil {
			t.Errorf("End(%v), want nil", err)
		}
		if g.samples[1].DTS != 40*90 {
			t.Errorf("the aggregate's second picture is at %d, want 3600", g.samples[1].DTS)
		}
	})
}

func TestSomebodyWantsToPlay(t *testing.T) {
	e := dial(t, open(t, Options{}))
	e.call("connect", 1, object{{"app", "live"}})
	e.call("play", 3, nil, "key")
	if code, _ := e.status(); code != "NetStream.Play.Failed" {
		t.Errorf("status %s", code)
	}
	e.isOver()
}

// An encoder that never reads what we say is heard all the same.
func TestDeafEncoder(t *testing.T) {
	h := &house{guests: make(chan *guest, 1)}
	ours, theirs := net.Pipe() // has no buffer: what is not read blocks
	p := &porch{room: 1}
	s := newSession(ours, Options{Publish: h.publish, Log: slog.New(slog.DiscardHandler)}.withDefaults(), p)
	p.enter(ours, s.request.Remote.Addr())
	served := make(chan struct{})
	go func() { s.serve(t.Context()); close(served) }()
	if err := offerHandshake(theirs, theirs); err != nil {
		t.Fatal(err)
	}
	e := &encoder{t, theirs, newChunkReader(theirs, maxMessage), newChunkWriter(theirs)}
	asked := make(chan struct{})
	go func() { // a pipe cannot be written while the other side writes
		defer close(asked)
		e.out.write(chunkCommand, message{kind: typeCommandAMF0, body: encodeAMF("publish", 3, nil, "key", "live")})
		e.out.flush()
	}()
	if code, _ := e.status(); code != "NetStream.Publish.Start" {
		t.Fatal(code)
	}
	<-asked
	g := h.next(t)
	e.send(typeWindowAckSize, unhex(t, "00010000"))
	e.sendMessage(video(0, "17 00 000000", avcC(t, sps1080p, 4)))
	e.sendMessage(audio(0, "af 00", unhex(t, aac48k)))
	for i := range uint32(200) { // 2 MB: acknowledged 60 times, were it read
		e.sendMessage(video(i*40, "17 01 000000", nals(t, 4, "65"+strings.Repeat("00", 10000))))
	}
	g.hasWritten(t, 200)
	theirs.Close()
	if err := g.over(t); !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrClosedPipe) { // as it was reading or writing
		t.Errorf("End(%v), want EOF", err)
	}
	<-served
}

var _ Publisher = (*Film)(nil)
