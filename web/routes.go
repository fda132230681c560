package web

import (
	"io"
	"net/http"

	"stagedoor"
	"stagedoor/text"
	"stagedoor/web/control"
	"stagedoor/web/ui"
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

// routes is the map of the site: what there is, and who may see it.
func (s *Server) routes() []route {
	a, c := s.Attend, s.Control
	open := func(pattern string, h handler) route {
		return route{pattern: pattern, handler: s.serve(h), public: true}
	}
	attendee := func(pattern string, h handler) route { return route{pattern: pattern, handler: s.attendee(h)} }
	asked := func(pattern string, h handler) route {
		return route{pattern: pattern, handler: s.asked(h), script: true}
	}
	askedByCrew := func(roles []stagedoor.Role, pattern string, h handler) route {
		return route{pattern: pattern, handler: s.askedByCrew(h, roles...), script: true}
	}
	media := func(pattern string, h mediaHandler) route {
		return route{pattern: pattern, handler: s.media(h), script: true, media: true}
	}
	crew := func(roles []stagedoor.Role, pattern string, h handler) route {
		return route{pattern: pattern, handler: s.crew(h, roles...)}
	}
	upload := func(roles []stagedoor.Role, pattern string, h handler) route {
		return route{pattern: pattern, handler: s.crew(h, roles...), upload: true}
	}
	return []route{
		// The door.
		open("GET /{$}", a.ShowDoor),
		open("GET /in", a.ShowLink),
		open("POST /signin", a.SignIn),
		open("GET /signin", a.AskedAgain),
		open("GET /arrived", a.Arrived),
		open("POST /lost", a.LostCode),
		open("GET /lost", a.AskedAgain),
		open("POST /takeback", a.TakeBack),
		open("GET /takeback", a.AskedAgain),
		open("POST /signout", a.SignOut),
		open("POST /language", s.chooseLanguage),

		// What ticket holders see.
		attendee("GET /lobby", a.ShowLobby),
		attendee("GET /stage/{stage}", a.ShowStage),
		attendee("GET /talk/{talk}", a.ShowTalk),
		attendee("GET /programme.ics", a.ShowCalendar),
		attendee("GET /stage/{stage}/programme.ics", a.ShowStageCalendar),
		attendee("GET /programme.json", a.ShowProgrammeJSON),
		asked("GET /push", s.connect),
		asked("GET /state", a.ShowState),
		asked("POST /fault", a.TakeFault),
		asked("POST /beacon", a.TakeBeacon),
		asked("GET /picture/{id}", a.ShowPicture),

		// The stages' own video.
		media("GET /live/{stage}/index.m3u8", s.showPlaylist),
		media("GET /live/{stage}/still.mp4", s.showStill),
		media("GET /live/{stage}/{name}", s.showFile),

		// The control room.
		open("GET /control/signin", c.ShowSignIn),
		open("POST /control/signin", c.SignIn),
		open("GET /control/join", c.ShowJoin),
		open("POST /control/join", c.Join),
		open("POST /control/signout", c.SignOut),
		crew(control.AnyRole, "GET /control", c.Home),
		crew(control.AuditRoles, "GET /control/audit", c.ShowAudit),
		askedByCrew(control.StageRoles, "GET /control/push", s.connectCrew),

		crew(control.DeskRoles, "GET /control/attendees", c.ShowAttendees),
		crew(control.DeskRoles, "GET /control/attendees/guest", c.ShowGuest),
		crew(control.DeskRoles, "POST /control/attendees/guest", c.WriteGuest),
		crew(control.DeskRoles, "GET /control/attendees/{attendee}", c.ShowAttendee),
		crew(control.DeskRoles, "POST /control/attendees/{attendee}", c.ActOnAttendee),
		crew(control.DeskRoles, "GET /control/attendees/{attendee}/export", c.ExportAttendee),
		crew(control.DeskRoles, "GET /control/attendees/{attendee}/erase", c.ShowErase),
		crew(control.DeskRoles, "POST /control/attendees/{attendee}/erase", c.Erase),
		crew(control.DeskRoles, "GET /control/tickets/{ticket}", c.ShowTicket),
		crew(control.DeskRoles, "POST /control/tickets/{ticket}", c.ActOnTicket),
		crew(control.DeskRoles, "GET /control/tickets/{ticket}/export", c.ExportAttendee),
		crew(control.DeskRoles, "GET /control/tickets/{ticket}/erase", c.ShowErase),
		crew(control.DeskRoles, "POST /control/tickets/{ticket}/erase", c.Erase),

		crew(control.FeedRoles, "GET /control/feeds", c.ShowFeeds),
		crew(control.OwnerOnly, "GET /control/feeds/new", c.ShowNewFeed),
		crew(control.OwnerOnly, "POST /control/feeds/new", c.AddFeed),
		crew(control.FeedRoles, "GET /control/feeds/{feed}", c.ShowFeed),
		upload(control.FeedRoles, "POST /control/feeds/{feed}", c.ActOnFeed),
		crew(control.OwnerOnly, "GET /control/feeds/{feed}/settings", c.ShowFeedSettings),
		crew(control.OwnerOnly, "POST /control/feeds/{feed}/settings", c.SaveFeedSettings),
		crew(control.OwnerOnly, "GET /control/feeds/{feed}/mapping", c.ShowFeedMapping),
		upload(control.OwnerOnly, "POST /control/feeds/{feed}/mapping", c.SaveFeedMapping),
		crew(control.OwnerOnly, "GET /control/feeds/{feed}/remove", c.ShowRemoveFeed),
		crew(control.OwnerOnly, "POST /control/feeds/{feed}/remove", c.RemoveFeed),

		crew(control.LetterRoles, "GET /control/letters", c.ShowLetters),
		crew(control.LetterRoles, "POST /control/letters/test", c.SendTest),
		crew(control.LetterRoles, "POST /control/letters/{letter}", c.SendAgain),
		crew(control.OwnerOnly, "GET /control/letters/open", c.ShowOpen),
		crew(control.OwnerOnly, "POST /control/letters/open", c.Open),
		crew(control.LetterRoles, "GET /control/letters/preview", c.ShowLetterPreview),
		crew(control.OwnerOnly, "POST /control/letters/preview", c.PreviewLetterText),
		crew(control.LetterRoles, "GET /control/letters/text/{kind}/{language}", c.ShowLetterText),
		crew(control.OwnerOnly, "POST /control/letters/text/{kind}/{language}", c.SaveLetterText),
		crew(control.LetterRoles, "GET /control/mailbox", c.ShowMailbox),
		crew(control.LetterRoles, "GET /control/mailbox/{letter}", c.ShowMailboxLetter),
		crew(control.LetterRoles, "GET /control/mailbox/{letter}/html", c.ShowMailboxHTML),

		crew(control.StageRoles, "GET /control/live", c.ShowLive),
		crew(control.StageRoles, "POST /control/live", c.ActOnAll),
		askedByCrew(control.StageRoles, "GET /control/live/state", c.LiveState),
		askedByCrew(control.StageRoles, "GET /control/live/still/{stage}/{source}", c.ShowStill),
		crew(control.StageRoles, "POST /control/live/{stage}", c.ActOnStage),
		crew(control.StageRoles, "GET /control/stages", c.ShowStages),
		crew(control.StageRoles, "POST /control/stages", c.AddStage),
		crew(control.StageRoles, "GET /control/stages/{stage}", c.ShowStage),
		crew(control.StageRoles, "POST /control/stages/{stage}", c.SaveStage),
		crew(control.StageRoles, "POST /control/stages/{stage}/move", c.MoveStage),
		crew(control.OwnerOnly, "GET /control/stages/{stage}/remove", c.ShowRemoveStage),
		crew(control.OwnerOnly, "POST /control/stages/{stage}/remove", c.RemoveStage),
		upload(control.StageRoles, "POST /control/stages/{stage}/sources", c.AddSource),
		crew(control.StageRoles, "POST /control/stages/{stage}/undo", c.UndoHand),
		crew(control.StageRoles, "GET /control/stages/{stage}/sources/{source}", c.ShowSource),
		upload(control.StageRoles, "POST /control/stages/{stage}/sources/{source}", c.ChangeSource),

		crew(control.ProgrammeRoles, "GET /control/programme", c.ShowProgramme),
		crew(control.ProgrammeRoles, "POST /control/programme", c.ActOnProgramme),
		crew(control.ProgrammeRoles, "GET /control/programme/source", c.ShowProgrammeSource),
		crew(control.ProgrammeRoles, "POST /control/programme/source", c.SaveProgrammeSource),
		upload(control.ProgrammeRoles, "POST /control/programme/upload", c.UploadProgramme),
		crew(control.ProgrammeRoles, "GET /control/programme/draft", c.ShowProgrammeDraft),
		crew(control.ProgrammeRoles, "POST /control/programme/draft", c.ActOnProgrammeDraft),
		crew(control.OwnerOnly, "GET /control/programme/remove", c.ShowRemoveProgramme),
		crew(control.OwnerOnly, "POST /control/programme/remove", c.RemoveProgramme),
		crew(control.ProgrammeRoles, "GET /control/talks/new", c.ShowNewTalk),
		crew(control.ProgrammeRoles, "POST /control/talks/new", c.AddTalk),
		crew(control.ProgrammeRoles, "GET /control/talks/{talk}", c.ShowTalk),
		crew(control.ProgrammeRoles, "POST /control/talks/{talk}", c.ActOnTalk),
		crew(control.ProgrammeRoles, "GET /control/talks/{talk}/remove", c.ShowRemoveTalk),
		crew(control.ProgrammeRoles, "POST /control/talks/{talk}/remove", c.RemoveTalk),

		crew(control.OwnerOnly, "GET /control/conference", c.ShowConference),
		crew(control.OwnerOnly, "POST /control/conference", c.SaveConference),
		crew(control.OwnerOnly, "GET /control/crew", c.ShowCrew),
		crew(control.OwnerOnly, "POST /control/crew", c.AddCrew),
		crew(control.OwnerOnly, "POST /control/crew/{member}", c.ChangeCrew),

		// What machines ask.
		open("POST /hooks/feeds/{feed}", s.feedHook),
		open("POST /hooks/feeds/{feed}/{token}", s.feedHook),
		open("POST /hooks/mailersend", s.mailHook),
		{pattern: "GET /assets/", handler: ui.Assets(), public: true},
		open("GET /look.css", s.look),
		open("GET /robots.txt", robots),
		open("GET /", notThere),
	}
}

// Handler answers the whole site.
func (s *Server) Handler() http.Handler {
	mux, media := http.NewServeMux(), http.NewServeMux()
	for _, r := range s.routes() {
		if r.media {
			media.Handle(r.pattern, r.handler)
		} else {
			mux.Handle(r.pattern, s.bound(r))
		}
	}
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(s.serve(func(http.ResponseWriter, *http.Request) error {
		return stagedoor.Errorf(stagedoor.Denied, "This form came from another site. Open the page here and send it again.")
	}))
	guard.AddInsecureBypassPattern("POST /hooks/") // machines, which show a token or a signature
	site := s.surround(guard.Handler(mux))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if IsMedia(r.URL.Path) {
			media.ServeHTTP(w, r)
			return
		}
		site.ServeHTTP(w, r)
	})
}

// chooseLanguage answers POST /language.
func (s *Server) chooseLanguage(w http.ResponseWriter, r *http.Request) error {
	if lang := r.PostFormValue("lang"); text.Has(lang) {
		s.Cookies.SetLanguage(w, lang)
	}
	http.Redirect(w, r, ui.Next(r.PostFormValue("next"), "/"), http.StatusSeeOther)
	return nil
}

// look answers GET /look.css: the conference's colour. Its address changes
// with the colour, so it may be kept for a day.
func (s *Server) look(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	w.Header().Set("Cache-Control", "public, max-age=86400")
	_, err := w.Write(ui.LookCSS(s.Conference().Look))
	return ignoreGone(err)
}

// robots keeps search engines off: there is nothing for them behind the door.
func robots(w http.ResponseWriter, _ *http.Request) error {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, err := io.WriteString(w, "User-agent: *\nDisallow: /\n")
	return ignoreGone(err)
}

func notThere(http.ResponseWriter, *http.Request) error {
	return stagedoor.Errorf(stagedoor.NotFound, "Nothing is at this address. The lobby has all stages.")
}

// ignoreGone drops the error of writing to somebody who went away.
func ignoreGone(error) error { return nil }
