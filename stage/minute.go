package stage

import "time"

const (
	minuteSteps = 12
	minuteStep  = time.Minute / minuteSteps // what is counted is forgotten a step late at most
)

// A minute keeps what was counted within the last minute, in steps of time.
type minute[T any] struct {
	last  int64 // the newest step
	steps [minuteSteps]T
}

// at is the step that now is in; what is too old is forgotten.
func (m *minute[T]) at(now time.Time) *T {
	step := now.UnixMilli() / minuteStep.Milliseconds()
	for n := 0; m.last < step && n < minuteSteps; n++ {
		m.last = max(m.last+1, step-minuteSteps+1)
		var none T
		m.steps[m.last%minuteSteps] = none
	}
	return &m.steps[m.last%minuteSteps]
}
