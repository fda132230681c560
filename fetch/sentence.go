package fetch

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"stagedoor"
)

// explain makes an error of the network one that the organiser understands.
// The cause, for the log, is an address and a reason, never a URL.
func explain(ctx context.Context, err error, host string, o Options) error {
	var own *stagedoor.Error
	if errors.As(err, &own) {
		return own
	}
	say := func(kind stagedoor.Kind, s stagedoor.Sentence) error {
		return &stagedoor.Error{Kind: kind, Msg: s.Msg, Args: s.Args, Err: err}
	}
	var name *net.DNSError
	var timeout net.Error
	switch {
	case errors.Is(err, errPrivate):
		return say(stagedoor.Invalid, stagedoor.Say("The address leads into a private network. Give one that is reachable from the Internet, or allow private feeds when you start Stagedoor."))
	case errors.Is(err, errTooBig):
		return say(stagedoor.Invalid, stagedoor.Say("The answer is larger than %d MB.", max(o.MaxBytes>>20, 1)))
	case errors.Is(ctx.Err(), context.Canceled):
		return ctx.Err() // we were told to stop: nobody is waiting for a sentence
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return say(stagedoor.Unavailable, stagedoor.Say("It took longer than %d s.", seconds(o.Timeout)))
	case errors.As(err, &name) && name.IsNotFound:
		return say(stagedoor.Invalid, stagedoor.Say("There is no server named %s.", host))
	case errors.As(err, &timeout) && timeout.Timeout():
		return say(stagedoor.Unavailable, stagedoor.Say("The server %s did not answer within %d s.", host, seconds(o.Wait)))
	case isTLS(err):
		return say(stagedoor.Unavailable, stagedoor.Say("The certificate of %s is not valid, so we cannot be sure who answers.", host))
	case errors.Is(err, io.ErrUnexpectedEOF):
		return say(stagedoor.Unavailable, stagedoor.Say("The answer broke off before its end."))
	}
	return say(stagedoor.Unavailable, stagedoor.Say("The server %s cannot be reached.", host))
}

func isTLS(err error) bool {
	var cert *tls.CertificateVerificationError
	return errors.As(err, &cert)
}

func seconds(d time.Duration) int { return int((d + time.Second - 1) / time.Second) }

// A Status is what a server answered instead of the file: the cause of such
// an error, for who says it in other words.
type Status int

func (s Status) Error() string { return fmt.Sprintf("HTTP status %d", int(s)) }

// refusedBy is the error of an answer that is not the file.
func refusedBy(status int) error {
	err := sayRefused(status)
	err.Err = Status(status)
	return err
}

func sayRefused(status int) *stagedoor.Error {
	switch {
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		return stagedoor.Errorf(stagedoor.Invalid, "The address answered %d: the name, password or header is not right, or the address is no longer shared.", status)
	case status == http.StatusNotFound, status == http.StatusGone:
		return stagedoor.Errorf(stagedoor.Invalid, "The address answered %d: there is nothing there.", status)
	case status == http.StatusTooManyRequests:
		return stagedoor.Errorf(stagedoor.Unavailable, "The address answered %d: we ask too often.", status)
	case status >= 500:
		return stagedoor.Errorf(stagedoor.Unavailable, "The address answered %d: something is wrong there. We try again.", status)
	}
	return stagedoor.Errorf(stagedoor.Invalid, "The address answered %d instead of the file.", status)
}
