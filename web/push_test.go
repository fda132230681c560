package web

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/access"
	"stagedoor/push"
)

// lastVisit is a Pusher that remembers who was let in.
type lastVisit struct{ got *push.Visit }

func (l *lastVisit) Connect(w http.ResponseWriter, _ *http.Request, v push.Visit) {
	l.got = &v
	w.WriteHeader(http.StatusSwitchingProtocols)
}

func TestWhoConnectsAndWhatTheyHear(t *testing.T) {
	ada := string(idOf(tokenOf("ada")))
	for _, tt := range []struct {
		what, path, cookie string
		closed             bool
		status             int
		login              string // how it begins
		channels           string
	}{
		{"an attendee in the lobby", "/push", "login-80=ada", false, 101, ada, "conference/en"},
		{"an attendee at a stage", "/push?stage=main", "login-80=ada", false, 101, ada, "stage/main/en"},
		{"an attendee who waits for the doors", "/push", "login-80=ada", true, 101, ada, "conference/en"},
		{"a stage that is not there", "/push?stage=x", "login-80=ada", false, 404, "", ""},
		{"crew on an attendee's page", "/push?stage=main", "crew-80=moderator", false, 101, "crew-", "stage/main/en"},
		{"nobody", "/push", "", false, 401, "", ""},
		{"a login that we never gave", "/push", "login-80=eve", false, 401, "", ""},
		{"a producer in the control room", "/control/push", "crew-80=producer", false, 101, "crew-", "crew/producer/en"},
		{"an owner in the control room", "/control/push", "crew-80=owner", false, 101, "crew-", "crew/producer/en"},
		{"the help desk on the producer's page", "/control/push", "crew-80=help-desk", false, 403, "", ""},
		{"an attendee on the producer's page", "/control/push", "login-80=ada", false, 401, "", ""},
		{"nobody on the producer's page", "/control/push", "", false, 401, "", ""},
	} {
		c := stagedoor.Conference{}
		if tt.closed {
			c.DoorsOpen = day.Add(time.Hour)
		}
		s := testServer(t, c)
		to := &lastVisit{}
		s.Push = to
		cookies := []string{}
		if tt.cookie != "" {
			cookies = append(cookies, tt.cookie)
		}
		res := ask(s, "GET", tt.path, cookies...)
		if res.StatusCode != tt.status || res.Header.Get("Location") != "" {
			t.Errorf("%s: %d %q, want %d and no other address", tt.what, res.StatusCode, res.Header.Get("Location"), tt.status)
			continue
		}
		if tt.login == "" {
			if to.got != nil {
				t.Errorf("%s is let in", tt.what)
			}
			continue
		}
		if !strings.HasPrefix(to.got.Login, tt.login) || !slices.Equal(to.got.Channels, strings.Fields(tt.channels)) {
			t.Errorf("%s is %s and hears %v, want %s… and %s", tt.what, to.got.Login, to.got.Channels, tt.login, tt.channels)
		}
		if attendee := strings.HasPrefix(tt.cookie, "login"); attendee != (to.got.Attendee == "a1") {
			t.Errorf("%s is the attendee %q", tt.what, to.got.Attendee)
		}
		if err := to.got.Check(context.Background(), day); err != nil {
			t.Errorf("%s may not stay: %v", tt.what, err)
		}
		if err := to.got.Check(context.Background(), day.Add(2*time.Hour)); stagedoor.KindOf(err) != stagedoor.Denied {
			t.Errorf("%s may stay when the login expired: %v", tt.what, err)
		}
	}
}

// moved is a crew whose members all became moderators.
type moved struct{ Crew }

func (m moved) Allow(ctx context.Context, token string, now time.Time) (access.Member, error) {
	who, err := m.Crew.Allow(ctx, token, now)
	who.Role = stagedoor.Moderator
	return who, err
}

// TestWhoseRoleChangesHearsNoMore: of what the producer's page hears; the
// attendees' pages the whole crew may look at.
func TestWhoseRoleChangesHearsNoMore(t *testing.T) {
	for path, stays := range map[string]bool{"/control/push": false, "/push?stage=main": true} {
		s := testServer(t, stagedoor.Conference{})
		to := &lastVisit{}
		s.Push = to
		if res := ask(s, "GET", path, "crew-80=producer"); res.StatusCode != 101 {
			t.Fatalf("%s: %s", path, res.Status)
		}
		s.Crew = moved{s.Crew}
		if err := to.got.Check(context.Background(), day); (err == nil) != stays || !stays && stagedoor.KindOf(err) != stagedoor.Denied {
			t.Errorf("%s: who is a moderator now may stay: %v, want %v", path, err, stays)
		}
	}
}
