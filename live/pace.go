package live

import "time"

const (
	// paced is over how many whole seconds it is looked whether a publisher
	// sends in time.
	paced = 10
	// fast is by how much pictures must have come too early within them: what
	// some encoders send at once when they begin is less, and so is what a line
	// brings earlier once it gets quicker.
	fast = 3 * time.Second
)

// A pace is how fast pictures come, against how fast they are played. Only what
// is earlier than all before it counts: what piled up in a stall, and comes at
// once when that is over, makes up for it.
type pace struct {
	lead  time.Duration            // by how much the last picture came earlier than its stamp says, from the first on
	most  time.Duration            // that at most
	early [paced + 1]time.Duration // by how much most grew, by second, round and round
}

// picture takes one that came in a second, took after the one before it, and is
// stamped step after it.
func (p *pace) picture(second int, step, took time.Duration) {
	p.lead += step - took
	if p.lead > p.most {
		p.early[second%len(p.early)] += p.lead - p.most
		p.most = p.lead
	}
}

// begin empties a second.
func (p *pace) begin(second int) { p.early[second%len(p.early)] = 0 }

// times is how many times as fast as they are played pictures came in the whole
// seconds before this one; 0 while they come in time.
func (p *pace) times(second int) float64 {
	n, early := min(second, paced), time.Duration(0)
	for s := second - n; s < second; s++ {
		early += p.early[s%len(p.early)]
	}
	if early < fast {
		return 0
	}
	return 1 + early.Seconds()/float64(n)
}
