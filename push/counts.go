package push

import "sync/atomic"

// Counts are what a hub did since it was made, but for Open, which is now.
type Counts struct {
	Open      int   // connections
	Accepted  int64 // connections
	Published int64 // payloads
	Sent      int64 // payloads times those who heard
	Refused   int64 // connections: beyond the budget, too many, or too often
	Foreign   int64 // connections from another site
	Older     int64 // closed for a newer one of the same login
	Commands  int64 // refused
	Floods    int64 // closed for too many commands
	Recovered int64 // channels whose page came back and got what it missed
	Lost      int64 // channels whose page came back and must ask for the state
}

type counts struct {
	accepted, published, sent, refused, foreign, older, commands, floods, recovered, lost atomic.Int64
}

// Counts reads the counters.
func (h *Hub) Counts() Counts {
	c := &h.counts
	return Counts{
		Open: h.visits.count(), Accepted: c.accepted.Load(), Published: c.published.Load(), Sent: c.sent.Load(),
		Refused: c.refused.Load(), Foreign: c.foreign.Load(), Older: c.older.Load(), Commands: c.commands.Load(),
		Floods: c.floods.Load(), Recovered: c.recovered.Load(), Lost: c.lost.Load(),
	}
}
