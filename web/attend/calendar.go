package attend

import (
	"bytes"
	"net/http"

	"stagedoor"
	"stagedoor/schedule"
	"stagedoor/stage"
	"stagedoor/web/ui"
)

// ShowCalendar answers GET /programme.ics: all stages' talks, for a calendar.
func (p *Pages) ShowCalendar(w http.ResponseWriter, r *http.Request) error {
	s := p.Board.Now()
	return p.calendar(w, r, s, s.Conference.Name, talksOf(s.Stages), "programme.ics")
}

// ShowStageCalendar answers GET /stage/{stage}/programme.ics.
func (p *Pages) ShowStageCalendar(w http.ResponseWriter, r *http.Request) error {
	s := p.Board.Now()
	st := s.Stage(stagedoor.StageID(r.PathValue("stage")))
	if st == nil {
		return stagedoor.Errorf(stagedoor.NotFound, "There is no such stage. The lobby shows all of them.")
	}
	return p.calendar(w, r, s, s.Conference.Name+" · "+st.Name, st.Schedule, string(st.ID)+".ics")
}

func (p *Pages) calendar(w http.ResponseWriter, r *http.Request, s *stage.Snapshot, name string, talks []stagedoor.Talk, file string) error {
	names := map[stagedoor.StageID]string{}
	for _, st := range s.Stages {
		names[st.ID] = st.Name
	}
	var out bytes.Buffer
	err := schedule.WriteICal(&out, name, s.Conference.Location(), talks, func(id stagedoor.StageID) string { return names[id] }, p.talkPage, ui.PageOf(r.Context()).Now)
	if err != nil {
		return err
	}
	return sendFile(w, "text/calendar; charset=utf-8", file, out.Bytes())
}

// talkPage is the whole address of a talk's page; empty for a break, and while
// the site's own address is not known.
func (p *Pages) talkPage(t stagedoor.Talk) string {
	href := talkHref(t)
	if p.Public == nil || href == "" {
		return ""
	}
	return p.Public.Scheme + "://" + p.Public.Host + href
}

// ShowProgrammeJSON answers GET /programme.json: c3voc's schedule JSON, which
// apps and video crews read.
func (p *Pages) ShowProgrammeJSON(w http.ResponseWriter, r *http.Request) error {
	s := p.Board.Now()
	stages := make([]schedule.Stage, len(s.Stages))
	for i, st := range s.Stages {
		stages[i] = schedule.Stage{ID: st.ID, Name: st.Name}
	}
	var out bytes.Buffer
	if err := schedule.WriteVocJSON(&out, s.Conference, stages, talksOf(s.Stages), ui.PageOf(r.Context()).Now); err != nil {
		return err
	}
	return sendFile(w, "application/json", "programme.json", out.Bytes())
}

func talksOf(stages []stage.Showing) []stagedoor.Talk {
	var out []stagedoor.Talk
	for _, st := range stages {
		out = append(out, st.Schedule...)
	}
	return out
}

// sendFile answers with a file to keep.
func sendFile(w http.ResponseWriter, kind, name string, body []byte) error {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	_, _ = w.Write(body) // the reader went away: nobody is left to tell
	return nil
}
