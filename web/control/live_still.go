package control

import (
	"net/http"

	"stagedoor"
	"stagedoor/stage"
)

// ShowStill answers GET /control/live/still/{stage}/{source}: the last key
// frame of an encoder, as a film of one picture that a muted <video> shows.
func (p *Pages) ShowStill(w http.ResponseWriter, r *http.Request) error {
	film := p.Encoders.Still(stageOf(r), stagedoor.SourceID(r.PathValue("source")))
	if film == nil {
		return stagedoor.Errorf(stagedoor.NotFound, "There is no still of this encoder.")
	}
	w.Header().Set("Content-Type", "video/mp4")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(film) // the reader went away: nobody is left to tell
	return nil
}

// stillOf is where the page finds a picture of what is on air, and how often,
// in seconds; empty for what cannot be drawn.
func stillOf(s Seat) (src string, every int) {
	switch s.OnAir.Kind {
	case stage.HLS:
		return s.OnAir.URL, 15
	case stage.Ingest:
		return "/control/live/still/" + string(s.OnAir.Stage) + "/" + string(s.OnAir.ID), 10
	}
	return "", 0
}

// healthPiece is the piece of one encoder.
func healthPiece(id stagedoor.StageID, source stagedoor.SourceID) string {
	return "health-" + string(id) + "-" + string(source)
}
