package web

import (
	"net/http"

	"stagedoor"
)

// A route is one line of the site's map.
type route struct {
	pattern string
	handler http.Handler
	public  bool // open to everybody; everything else is behind the gate
	upload  bool // takes a file
	script  bool // asked by a page's script: refused with a bare status, not led to a page
	media   bool // asked by a player, many times a second: likewise, and without what surrounds a page
}

// signs write routes: the word before a line of the map says who may see it.
type signs struct{ s *Server }

func (m signs) open(pattern string, h handler) route {
	return route{pattern: pattern, handler: m.s.serve(h), public: true}
}

func (m signs) attendee(pattern string, h handler) route {
	return route{pattern: pattern, handler: m.s.attendee(h)}
}

func (m signs) asked(pattern string, h handler) route {
	return route{pattern: pattern, handler: m.s.asked(h), script: true}
}

func (m signs) askedByCrew(roles []stagedoor.Role, pattern string, h handler) route {
	return route{pattern: pattern, handler: m.s.askedByCrew(h, roles...), script: true}
}

func (m signs) media(pattern string, h mediaHandler) route {
	return route{pattern: pattern, handler: m.s.media(h), script: true, media: true}
}

func (m signs) crew(roles []stagedoor.Role, pattern string, h handler) route {
	return route{pattern: pattern, handler: m.s.crew(h, roles...)}
}

func (m signs) upload(roles []stagedoor.Role, pattern string, h handler) route {
	return route{pattern: pattern, handler: m.s.crew(unhurried(h), roles...), upload: true}
}
