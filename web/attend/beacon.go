package attend

import (
	"net/http"
	"strconv"
	"time"

	"stagedoor"
	"stagedoor/stage"
	"stagedoor/web/ui"
)

// Beacons counts what our own players say of themselves; stage.Audience does.
type Beacons interface {
	Beacon(stage stagedoor.StageID, b stage.Beacon, now time.Time)
}

// beaconEvery is how often a login is heard about a stage.
const beaconEvery = 10 * time.Second

// maxBeacon is the longest form that is read.
const maxBeacon = 1024

// TakeBeacon answers POST /beacon: how the player in somebody's page does. It
// says nothing of whose page it is; the login is only looked at so that one
// person does not speak for a hall. What is too much, too often, or not to be
// understood is passed over: no player changes anything for it. The crew's
// previews do not count.
func (p *Pages) TakeBeacon(w http.ResponseWriter, r *http.Request) error {
	w.WriteHeader(http.StatusNoContent)
	r.Body = http.MaxBytesReader(w, r.Body, maxBeacon)
	page := ui.PageOf(r.Context())
	id := stagedoor.StageID(r.PostFormValue("stage"))
	b, understood := readBeacon(r)
	st := p.Board.Now().Stage(id)
	if !understood || st == nil || page.Preview || p.waits(page) {
		return nil
	}
	if p.beacons.first(p.Cookies.Login(r)+" "+string(id), beaconEvery, page.Now) {
		p.Beacons.Beacon(id, b, page.Now)
	}
	return nil
}

// readBeacon reads the form: milliseconds for start and behind, seconds for
// watched. What is left out is 0.
func readBeacon(r *http.Request) (b stage.Beacon, understood bool) {
	understood = true
	number := func(name string) int {
		typed := r.PostFormValue(name)
		if typed == "" {
			return 0
		}
		f, err := strconv.ParseFloat(typed, 64)
		if err != nil || !(f >= -1e9 && f <= 1e9) {
			understood = false
			return 0
		}
		return int(max(0, f)) // a clock that is off says that it is ahead
	}
	b.Start = time.Duration(number("start")) * time.Millisecond
	b.Behind = time.Duration(number("behind")) * time.Millisecond
	b.Stalls, b.Errors = number("stalls"), number("errors")
	b.Watched = time.Duration(number("watched")) * time.Second
	return b, understood
}
