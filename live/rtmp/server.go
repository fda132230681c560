package rtmp

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"sync"
	"time"

	"stagedoor/live"
)

// A Request is what an encoder asks for.
type Request struct {
	App     string // the last part of the server's address: "live"
	Key     string // the stream key
	Encoder string // as it calls itself; may be empty
	Remote  netip.AddrPort
	// Cut ends the connection from any goroutine, with words for the
	// encoder's log: its key was changed, another encoder took its place. It
	// does not wait.
	Cut func(says string)
}

// A Publisher takes what one encoder sends, in one goroutine.
type Publisher interface {
	SetTracks([]live.Track)
	Write(live.Sample)
	// End says that nothing more comes; err is why: nil when the encoder
	// said so, io.EOF when it only hung up.
	End(err error)
}

// A Refusal is why an encoder is not let in. Busy means that somebody else
// publishes there.
type Refusal struct {
	Busy bool
	Says string // English, for the encoder's log
}

func (r *Refusal) Error() string { return r.Says }

// Options tune a Server; Publish is needed.
type Options struct {
	// Publish lets an encoder in, or returns why not: a *Refusal. The
	// context ends with the connection.
	Publish func(ctx context.Context, r Request) (Publisher, error)
	// Refused hears why an encoder that was let in was sent away after all:
	// its codec, or what it sent. May be nil.
	Refused   func(r Request, err error)
	MaxConns  int           // 0 is 256
	Handshake time.Duration // until publishing; 0 is 10 s
	Silence   time.Duration // without a byte, then the encoder is gone; 0 is 10 s
	Log       *slog.Logger  // nil is slog.Default
}

func (o Options) withDefaults() Options {
	if o.MaxConns == 0 {
		o.MaxConns = 256
	}
	if o.Handshake == 0 {
		o.Handshake = 10 * time.Second
	}
	if o.Silence == 0 {
		o.Silence = 10 * time.Second
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	return o
}

// Serve takes encoders' connections until ctx ends, then closes them and
// waits. A connection beyond MaxConns is closed at once: what knocks without
// end must not keep an encoder out for longer than Handshake.
func Serve(ctx context.Context, l net.Listener, o Options) error {
	o = o.withDefaults()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	defer context.AfterFunc(ctx, func() { l.Close() })()
	var conns sync.WaitGroup
	defer conns.Wait()
	room := make(chan struct{}, o.MaxConns)
	for {
		c, err := l.Accept()
		if err != nil {
			if ctx.Err() != nil {
				return nil
			}
			var temporary interface{ Timeout() bool }
			if errors.As(err, &temporary) && temporary.Timeout() {
				continue
			}
			stop()
			return fmt.Errorf("RTMP: accept: %w", err)
		}
		select {
		case room <- struct{}{}:
		default:
			c.Close()
			continue
		}
		conns.Go(func() {
			defer func() { <-room }()
			serveConn(ctx, c, o)
		})
	}
}

// serveConn serves one connection to its end.
func serveConn(ctx context.Context, c net.Conn, o Options) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	defer context.AfterFunc(ctx, func() { c.Close() })()
	s := newSession(c, o)
	err := s.run(ctx)
	s.end(err)
	if err != nil && !errors.Is(err, io.EOF) && ctx.Err() == nil {
		o.Log.Info("an encoder's connection ended", "from", s.request.Remote.String(), "err", err)
	}
}
