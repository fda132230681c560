package web

import (
	"io"
	"net/http"
	"slices"

	"stagedoor"
	"stagedoor/text"
	"stagedoor/web/attend"
	"stagedoor/web/control"
	"stagedoor/web/ui"
)

// routes is the map of the site: what there is, and who may see it.
func (s *Server) routes() []route {
	m := signs{s}
	return slices.Concat(
		m.doorRoutes(s.Attend),
		m.lobbyRoutes(s.Attend),
		m.mediaRoutes(),
		m.controlDoorRoutes(s.Control),
		m.deskRoutes(s.Control),
		m.feedsRoutes(s.Control),
		m.lettersRoutes(s.Control),
		m.stagesRoutes(s.Control),
		m.programmeRoutes(s.Control),
		m.ownerRoutes(s.Control),
		m.machinesRoutes(),
	)
}

// doorRoutes are the door, which is open to everybody.
func (m signs) doorRoutes(a *attend.Pages) []route {
	return []route{
		m.open("GET /{$}", a.ShowDoor),
		m.open("GET /in", a.ShowLink),
		m.open("POST /signin", a.SignIn),
		m.open("GET /signin", a.AskedAgain),
		m.open("GET /arrived", a.Arrived),
		m.open("POST /lost", a.LostCode),
		m.open("GET /lost", a.AskedAgain),
		m.open("POST /takeback", a.TakeBack),
		m.open("GET /takeback", a.AskedAgain),
		m.open("POST /signout", a.SignOut),
		m.open("POST /language", m.s.chooseLanguage),
	}
}

// lobbyRoutes are what ticket holders see.
func (m signs) lobbyRoutes(a *attend.Pages) []route {
	return []route{
		m.attendee("GET /lobby", a.ShowLobby),
		m.attendee("GET /stage/{stage}", a.ShowStage),
		m.attendee("GET /talk/{talk}", a.ShowTalk),
		m.attendee("GET /programme.ics", a.ShowCalendar),
		m.attendee("GET /stage/{stage}/programme.ics", a.ShowStageCalendar),
		m.attendee("GET /programme.json", a.ShowProgrammeJSON),
		m.asked("GET /push", m.s.connect),
		m.asked("GET /state", a.ShowState),
		m.asked("POST /fault", a.TakeFault),
		m.asked("POST /beacon", a.TakeBeacon),
		m.asked("GET /picture/{id}", a.ShowPicture),
	}
}

// mediaRoutes are the stages' own video.
func (m signs) mediaRoutes() []route {
	return []route{
		m.media("GET /live/{stage}/index.m3u8", m.s.showPlaylist),
		m.media("GET /live/{stage}/still.mp4", m.s.showStill),
		m.media("GET /live/{stage}/{name}", m.s.showFile),
	}
}

// controlDoorRoutes are the control room's door, and what all behind it need.
func (m signs) controlDoorRoutes(c *control.Pages) []route {
	return []route{
		m.open("GET /control/signin", c.ShowSignIn),
		m.open("POST /control/signin", c.SignIn),
		m.open("GET /control/join", c.ShowJoin),
		m.open("POST /control/join", c.Join),
		m.open("POST /control/signout", c.SignOut),
		m.crew(control.AnyRole, "GET /control", c.Home),
		m.crew(control.AuditRoles, "GET /control/audit", c.ShowAudit),
		m.askedByCrew(control.StageRoles, "GET /control/push", m.s.connectCrew),
	}
}

// deskRoutes are the help desk's rooms.
func (m signs) deskRoutes(c *control.Pages) []route {
	return []route{
		m.crew(control.DeskRoles, "GET /control/attendees", c.ShowAttendees),
		m.crew(control.DeskRoles, "GET /control/attendees/guest", c.ShowGuest),
		m.crew(control.DeskRoles, "POST /control/attendees/guest", c.WriteGuest),
		m.crew(control.DeskRoles, "GET /control/attendees/{attendee}", c.ShowAttendee),
		m.crew(control.DeskRoles, "POST /control/attendees/{attendee}", c.ActOnAttendee),
		m.crew(control.DeskRoles, "GET /control/attendees/{attendee}/export", c.ExportAttendee),
		m.crew(control.DeskRoles, "GET /control/attendees/{attendee}/erase", c.ShowErase),
		m.crew(control.DeskRoles, "POST /control/attendees/{attendee}/erase", c.Erase),
		m.crew(control.DeskRoles, "GET /control/tickets/{ticket}", c.ShowTicket),
		m.crew(control.DeskRoles, "POST /control/tickets/{ticket}", c.ActOnTicket),
		m.crew(control.DeskRoles, "GET /control/tickets/{ticket}/export", c.ExportAttendee),
		m.crew(control.DeskRoles, "GET /control/tickets/{ticket}/erase", c.ShowErase),
		m.crew(control.DeskRoles, "POST /control/tickets/{ticket}/erase", c.Erase),
	}
}

// feedsRoutes are where tickets come from.
func (m signs) feedsRoutes(c *control.Pages) []route {
	return []route{
		m.crew(control.FeedRoles, "GET /control/feeds", c.ShowFeeds),
		m.crew(control.OwnerOnly, "GET /control/feeds/new", c.ShowNewFeed),
		m.crew(control.OwnerOnly, "POST /control/feeds/new", c.AddFeed),
		m.crew(control.FeedRoles, "GET /control/feeds/{feed}", c.ShowFeed),
		m.upload(control.FeedRoles, "POST /control/feeds/{feed}", c.ActOnFeed),
		m.crew(control.OwnerOnly, "GET /control/feeds/{feed}/settings", c.ShowFeedSettings),
		m.crew(control.OwnerOnly, "POST /control/feeds/{feed}/settings", c.SaveFeedSettings),
		m.crew(control.OwnerOnly, "GET /control/feeds/{feed}/mapping", c.ShowFeedMapping),
		m.upload(control.OwnerOnly, "POST /control/feeds/{feed}/mapping", c.SaveFeedMapping),
		m.crew(control.OwnerOnly, "GET /control/feeds/{feed}/remove", c.ShowRemoveFeed),
		m.crew(control.OwnerOnly, "POST /control/feeds/{feed}/remove", c.RemoveFeed),
	}
}

// lettersRoutes are what is mailed.
func (m signs) lettersRoutes(c *control.Pages) []route {
	return []route{
		m.crew(control.LetterRoles, "GET /control/letters", c.ShowLetters),
		m.crew(control.LetterRoles, "POST /control/letters/test", c.SendTest),
		m.crew(control.LetterRoles, "POST /control/letters/{letter}", c.SendAgain),
		m.crew(control.OwnerOnly, "GET /control/letters/open", c.ShowOpen),
		m.crew(control.OwnerOnly, "POST /control/letters/open", c.Open),
		m.crew(control.LetterRoles, "GET /control/letters/preview", c.ShowLetterPreview),
		m.crew(control.OwnerOnly, "POST /control/letters/preview", c.PreviewLetterText),
		m.crew(control.LetterRoles, "GET /control/letters/text/{kind}/{language}", c.ShowLetterText),
		m.crew(control.OwnerOnly, "POST /control/letters/text/{kind}/{language}", c.SaveLetterText),
		m.crew(control.LetterRoles, "GET /control/mailbox", c.ShowMailbox),
		m.crew(control.LetterRoles, "GET /control/mailbox/{letter}", c.ShowMailboxLetter),
		m.crew(control.LetterRoles, "GET /control/mailbox/{letter}/html", c.ShowMailboxHTML),
	}
}

// stagesRoutes are the producer's rooms: what the stages show.
func (m signs) stagesRoutes(c *control.Pages) []route {
	return []route{
		m.crew(control.StageRoles, "GET /control/live", c.ShowLive),
		m.crew(control.StageRoles, "POST /control/live", c.ActOnAll),
		m.askedByCrew(control.StageRoles, "GET /control/live/state", c.LiveState),
		m.askedByCrew(control.StageRoles, "GET /control/live/still/{stage}/{source}", c.ShowStill),
		m.crew(control.StageRoles, "POST /control/live/{stage}", c.ActOnStage),
		m.crew(control.StageRoles, "GET /control/stages", c.ShowStages),
		m.crew(control.StageRoles, "POST /control/stages", c.AddStage),
		m.crew(control.StageRoles, "GET /control/stages/{stage}", c.ShowStage),
		m.crew(control.StageRoles, "POST /control/stages/{stage}", c.SaveStage),
		m.crew(control.StageRoles, "POST /control/stages/{stage}/move", c.MoveStage),
		m.crew(control.OwnerOnly, "GET /control/stages/{stage}/remove", c.ShowRemoveStage),
		m.crew(control.OwnerOnly, "POST /control/stages/{stage}/remove", c.RemoveStage),
		m.upload(control.StageRoles, "POST /control/stages/{stage}/sources", c.AddSource),
		m.crew(control.StageRoles, "POST /control/stages/{stage}/undo", c.UndoHand),
		m.crew(control.StageRoles, "GET /control/stages/{stage}/sources/{source}", c.ShowSource),
		m.upload(control.StageRoles, "POST /control/stages/{stage}/sources/{source}", c.ChangeSource),
	}
}

// programmeRoutes are what is on, and when.
func (m signs) programmeRoutes(c *control.Pages) []route {
	return []route{
		m.crew(control.ProgrammeRoles, "GET /control/programme", c.ShowProgramme),
		m.crew(control.ProgrammeRoles, "POST /control/programme", c.ActOnProgramme),
		m.crew(control.ProgrammeRoles, "GET /control/programme/source", c.ShowProgrammeSource),
		m.crew(control.ProgrammeRoles, "POST /control/programme/source", c.SaveProgrammeSource),
		m.upload(control.ProgrammeRoles, "POST /control/programme/upload", c.UploadProgramme),
		m.crew(control.ProgrammeRoles, "GET /control/programme/draft", c.ShowProgrammeDraft),
		m.crew(control.ProgrammeRoles, "POST /control/programme/draft", c.ActOnProgrammeDraft),
		m.crew(control.OwnerOnly, "GET /control/programme/remove", c.ShowRemoveProgramme),
		m.crew(control.OwnerOnly, "POST /control/programme/remove", c.RemoveProgramme),
		m.crew(control.ProgrammeRoles, "GET /control/talks/new", c.ShowNewTalk),
		m.crew(control.ProgrammeRoles, "POST /control/talks/new", c.AddTalk),
		m.crew(control.ProgrammeRoles, "GET /control/talks/{talk}", c.ShowTalk),
		m.crew(control.ProgrammeRoles, "POST /control/talks/{talk}", c.ActOnTalk),
		m.crew(control.ProgrammeRoles, "GET /control/talks/{talk}/remove", c.ShowRemoveTalk),
		m.crew(control.ProgrammeRoles, "POST /control/talks/{talk}/remove", c.RemoveTalk),
	}
}

// ownerRoutes are what only an owner has.
func (m signs) ownerRoutes(c *control.Pages) []route {
	return []route{
		m.crew(control.OwnerOnly, "GET /control/conference", c.ShowConference),
		m.crew(control.OwnerOnly, "POST /control/conference", c.SaveConference),
		m.crew(control.OwnerOnly, "GET /control/crew", c.ShowCrew),
		m.crew(control.OwnerOnly, "POST /control/crew", c.AddCrew),
		m.crew(control.OwnerOnly, "POST /control/crew/{member}", c.ChangeCrew),
	}
}

// machinesRoutes are what machines ask, and what every page needs.
func (m signs) machinesRoutes() []route {
	return []route{
		m.open("POST /hooks/feeds/{feed}", m.s.feedHook),
		m.open("POST /hooks/feeds/{feed}/{token}", m.s.feedHook),
		m.open("POST /hooks/mailersend", m.s.mailHook),
		{pattern: "GET /assets/", handler: ui.Assets(), public: true},
		m.open("GET /look.css", m.s.look),
		m.open("GET /robots.txt", robots),
		m.open("GET /", notThere),
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
