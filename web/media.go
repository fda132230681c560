package web

import (
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"stagedoor"
	"stagedoor/access"
	"stagedoor/live/hls"
	"stagedoor/web/attend"
)

// Media has the playlists of our own video.
type Media interface {
	// Muxer is a stage's playlist with its files. Without one, ours says
	// whether the stage has our own video at all: another process may have it.
	Muxer(id stagedoor.StageID) (m *hls.Muxer, ours bool)
	// Still is a film of the last key frame of the encoder that is on air in
	// the stage's program; nil while none is, or it sends nothing.
	Still(id stagedoor.StageID) []byte
}

// mediaPrefix begins the addresses of our own video.
const mediaPrefix = "/live/"

// IsMedia reports whether an address is of our own video.
func IsMedia(path string) bool { return strings.HasPrefix(path, mediaPrefix) }

// maxHeld is how many media requests of one login and stage may wait: a player
// has two.
const maxHeld = 4

// A mediaHandler answers for one stage to who was let in; who says it.
type mediaHandler func(w http.ResponseWriter, r *http.Request, m *hls.Muxer, who viewer)

// A viewer is a login on a stage.
type viewer struct {
	login string // its id, or a crew member's token
	stage stagedoor.StageID
}

// Header values that are the same each time: shared, they cost nothing.
var (
	noSniff    = []string{"nosniff"}
	sameOrigin = []string{"same-origin"}
	noStore    = []string{"no-store"}
	retrySoon  = []string{"1"}
	filmType   = []string{"video/mp4"}
)

// media lets a player through, from memory: who holds a ticket while the doors
// are open, and crew. Everybody else gets a bare status. There is no CORS
// header: only our own pages may read what is here.
func (s *Server) media(h mediaHandler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer s.survive(w, r)
		header := w.Header()
		header["X-Content-Type-Options"] = noSniff
		header["Cross-Origin-Resource-Policy"] = sameOrigin
		who, status := s.mayWatch(r, s.now())
		if status != 0 {
			turnPlayerAway(w, status)
			return
		}
		m, ours := s.Media.Muxer(who.stage)
		switch {
		case m != nil:
			h(w, r, m, who)
		case ours:
			turnPlayerAway(w, http.StatusServiceUnavailable)
		default:
			turnPlayerAway(w, http.StatusNotFound)
		}
	})
}

// mayWatch says who asks, or with what status they are refused.
func (s *Server) mayWatch(r *http.Request, now time.Time) (who viewer, status int) {
	who.stage = stagedoor.StageID(r.PathValue("stage"))
	token := cookieOf(r.Header, s.Cookies.LoginName())
	pass, err := s.Door.Allow(r.Context(), token, now)
	if err == nil && !attend.Closed(s.Conference(), now) {
		who.login = string(pass.Login)
		return who, 0
	}
	if token := s.Cookies.Crew(r); token != "" {
		if _, e := s.Crew.Allow(r.Context(), token, now); e == nil {
			who.login = token
			return who, 0
		}
	}
	if err == nil {
		return who, http.StatusForbidden // the doors are closed
	}
	if refusal := access.RefusalOf(err); refusal != nil && refusal.Why == access.WhyNoLogin {
		return who, http.StatusUnauthorized
	}
	return who, Status(stagedoor.KindOf(err))
}

func turnPlayerAway(w http.ResponseWriter, status int) {
	h := w.Header()
	h["Cache-Control"] = noStore
	if status == http.StatusServiceUnavailable || status == http.StatusTooManyRequests {
		h["Retry-After"] = retrySoon
	}
	w.WriteHeader(status)
}

// showPlaylist answers GET /live/{stage}/index.m3u8.
func (s *Server) showPlaylist(w http.ResponseWriter, r *http.Request, m *hls.Muxer, who viewer) {
	if m.PlaylistWaits(r) {
		if !s.held.enter(who) {
			turnPlayerAway(w, http.StatusTooManyRequests)
			return
		}
		defer s.held.leave(who)
	}
	m.ServePlaylist(w, r)
}

// showFile answers GET /live/{stage}/{name}: a part, a segment, or what a
// decoder must know before them.
func (s *Server) showFile(w http.ResponseWriter, r *http.Request, m *hls.Muxer, who viewer) {
	name := r.PathValue("name")
	if m.FileWaits(name) {
		if !s.held.enter(who) {
			turnPlayerAway(w, http.StatusTooManyRequests)
			return
		}
		defer s.held.leave(who)
	}
	m.ServeFile(w, r, name)
}

// showStill answers GET /live/{stage}/still.mp4: what stands in the player's
// place until it plays. It waits for nothing, so none of who watches is held.
func (s *Server) showStill(w http.ResponseWriter, _ *http.Request, _ *hls.Muxer, who viewer) {
	film := s.Media.Still(who.stage)
	if film == nil {
		turnPlayerAway(w, http.StatusNotFound)
		return
	}
	h := w.Header()
	h["Content-Type"] = filmType
	h["Cache-Control"] = noStore // the next one is another
	h["Content-Length"] = []string{strconv.Itoa(len(film))}
	_, _ = w.Write(film) // the viewer went away if this fails
}

// held counts the requests that wait, by viewer. The zero value has none.
type held [32]struct {
	sync.Mutex
	of map[viewer]int
}

// shard goes by an id's end: it begins with when it was made.
func (h *held) shard(who viewer) int {
	sum := 0
	for _, c := range []byte(who.login[max(0, len(who.login)-4):]) {
		sum = sum*31 + int(c)
	}
	return sum % len(h)
}

func (h *held) enter(who viewer) bool {
	shard := &h[h.shard(who)]
	shard.Lock()
	defer shard.Unlock()
	if shard.of[who] >= maxHeld {
		return false
	}
	if shard.of == nil {
		shard.of = map[viewer]int{}
	}
	shard.of[who]++
	return true
}

func (h *held) leave(who viewer) {
	shard := &h[h.shard(who)]
	shard.Lock()
	defer shard.Unlock()
	if shard.of[who]--; shard.of[who] <= 0 {
		delete(shard.of, who)
	}
}

// cookieOf is a cookie's value, found without taking the others apart: a
// player asks ten times a second.
func cookieOf(h http.Header, name string) string {
	for _, line := range h["Cookie"] {
		for line != "" {
			var pair string
			pair, line, _ = strings.Cut(line, ";")
			pair = strings.TrimSpace(pair)
			if len(pair) > len(name) && pair[len(name)] == '=' && pair[:len(name)] == name {
				return strings.Trim(pair[len(name)+1:], `"`)
			}
		}
	}
	return ""
}
