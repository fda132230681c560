package access

import (
	"context"
	"sync"
	"time"

	"stagedoor"
)

// usesMost bounds the refused uses that wait to be written.
const usesMost = 10000

// uses gathers the refused uses of known attendees' codes, so that whoever
// keeps pressing the button writes one row a second at most.
type uses struct {
	mu sync.Mutex
	m  map[useKey]CodeUse
}

type useKey struct {
	attendee stagedoor.AttendeeID
	why      Reason
}

func (u *uses) add(attendee stagedoor.AttendeeID, why Reason, now time.Time) {
	u.put(CodeUse{Attendee: attendee, Why: why, Count: 1, Last: now})
}

func (u *uses) put(c CodeUse) {
	u.mu.Lock()
	defer u.mu.Unlock()
	k := useKey{c.Attendee, c.Why}
	have, ok := u.m[k]
	if !ok && len(u.m) >= usesMost {
		return
	}
	if u.m == nil {
		u.m = map[useKey]CodeUse{}
	}
	if have.Last.After(c.Last) {
		c.Last = have.Last
	}
	c.Count += have.Count
	u.m[k] = c
}

// save hands all that waits to write; what it does not take waits on.
func (u *uses) save(ctx context.Context, write func(context.Context, []CodeUse) error) error {
	u.mu.Lock()
	var out []CodeUse
	for _, c := range u.m {
		out = append(out, c)
	}
	u.m = nil
	u.mu.Unlock()
	if len(out) == 0 {
		return nil
	}
	err := write(ctx, out)
	if err != nil {
		for _, c := range out {
			u.put(c)
		}
	}
	return err
}
