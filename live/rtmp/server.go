package rtmp

import (
	"context"
	"errors"
	"fmt"
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
	// said so, io.EOF when it only hung up, ErrSilent, ErrStopped, what it
	// sent that cannot be taken or that made Publish or a Publisher panic, or
	// the *Refusal that Cut made.
	End(err error)
}

var (
	// ErrSilent ends a Publisher whose encoder keeps the connection open and
	// sends neither picture nor sound.
	ErrSilent = errors.New("the encoder is silent")
	// ErrStopped ends those who publish still when Serve's context ends.
	ErrStopped = errors.New("the server stops")
)

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
	// Refused hears why an encoder that was let in is sent away after all,
	// *Unsupported when it is for its codec, else what it sent, and returns
	// the words for the encoder's log. May be nil.
	Refused   func(r Request, err error) (says string)
	MaxConns  int           // 0 is 256
	Handshake time.Duration // until publishing; 0 is 10 s
	Silence   time.Duration // without picture and sound, then the encoder is gone; 0 is 10 s
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
// waits. Of more than MaxConns those go first that do not publish.
func Serve(ctx context.Context, l net.Listener, o Options) error {
	o = o.withDefaults()
	ctx, stop := context.WithCancel(ctx)
	var conns sync.WaitGroup
	defer conns.Wait()
	defer stop()
	defer context.AfterFunc(ctx, func() { l.Close() })()
	p := &porch{room: o.MaxConns}
	for wait := firstPause; ; {
		c, err := l.Accept()
		if err != nil {
			if ctx.Err() != nil {
				return nil
			}
			if errors.Is(err, net.ErrClosed) {
				return fmt.Errorf("RTMP: accept: %w", err)
			}
			o.Log.Warn("an encoder's connection was not taken", "err", err)
			wait = pause(ctx, wait)
			continue
		}
		wait = firstPause
		s := newSession(c, o, p)
		if !p.enter(c, s.request.Remote.Addr()) {
			c.Close()
			continue
		}
		conns.Go(func() { s.serve(ctx) })
	}
}

// The pauses after a connection that could not be taken: a process that has no
// file left for one has one again, and who publishes already goes on meanwhile.
const (
	firstPause = 10 * time.Millisecond
	maxPause   = time.Second
)

// pause waits, and returns how long to wait when it fails again.
func pause(ctx context.Context, wait time.Duration) time.Duration {
	t := time.NewTimer(wait)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
	return min(2*wait, maxPause)
}
