package control

import (
	"net/http"

	"stagedoor"
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
