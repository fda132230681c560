// Package web is the map of the site: every route, the gate in front of each,
// and the one function that turns an error into an answer.
//
// routes.go lists what there is and who may see it; gate.go lets through;
// answer.go is for errors; surround.go gives each request its language and
// its conference. The pages themselves are in web/attend and web/control.
package web

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"

	"stagedoor"
	"stagedoor/access"
	"stagedoor/web/attend"
	"stagedoor/web/control"
	"stagedoor/web/ui"
)

// A Server answers the site's requests. All fields but Now are needed.
type Server struct {
	Door       Door
	Crew       Crew
	Feeds      Feeds
	Letters    Letters
	Conference func() stagedoor.Conference // from memory
	Attend     *attend.Pages
	Control    *control.Pages
	Push       Pusher
	Media      Media
	Public     *url.URL
	Cookies    ui.Cookies
	Proxies    Proxies
	Log        *slog.Logger
	Now        func() time.Time // nil is time.Now

	held      held         // media requests that wait
	untrusted atomic.Int64 // when a proxy was last seen that nobody trusts, in Unix milliseconds
}

// A Door says which attendee a token is; access.Door is one.
type Door interface {
	Allow(ctx context.Context, token string, now time.Time) (access.Pass, error)
}

// A Crew says which crew member a token is; access.Crew is one.
type Crew interface {
	Allow(ctx context.Context, token string, now time.Time) (access.Member, error)
}

// Feeds run a round when a vendor's hook says so.
type Feeds interface {
	// CheckHook says, in constant time, whether token is the feed's.
	CheckHook(feed stagedoor.FeedID, token string) bool
	// Hook asks for a round of the feed soon; it does not wait for it.
	Hook(feed stagedoor.FeedID)
}

// Letters hear what the mail provider tells of them.
type Letters interface {
	// Webhook takes the provider's raw body and its signature. The error's
	// kind is Denied when the signature is not right.
	Webhook(ctx context.Context, body []byte, signature string, now time.Time) error
}

// A handler answers a request or says why not; see answer.
type handler func(w http.ResponseWriter, r *http.Request) error

func (s *Server) now() time.Time {
	if s.Now != nil {
		return s.Now()
	}
	return time.Now()
}

// UntrustedProxy is when somebody last came through a proxy on a private
// address while no --trusted-proxy is set; the zero time for never.
func (s *Server) UntrustedProxy() time.Time {
	if ms := s.untrusted.Load(); ms != 0 {
		return time.UnixMilli(ms)
	}
	return time.Time{}
}
