package schedule

import (
	"time"

	"stagedoor"
)

// renamed pairs the talks of a file that knows none of the identities that were
// read before with those that stand there: the same programme in another format
// names its talks otherwise. A pair has stage, start and title in common, and is
// the only one on either side. It maps the file's identity to the known one.
func renamed(was map[string]ReadTalk, fresh Fresh) map[string]string {
	type key struct {
		stage stagedoor.StageID
		start time.Time
		title string
	}
	of := func(t stagedoor.Talk) key { return key{t.Stage, kept(t.Starts), stagedoor.Fold(t.Title)} }
	here, there := map[key]int{}, map[key]int{}
	foreign := map[key]string{}
	for id, k := range was {
		if fresh.waits[foreignOf(id, fresh)] {
			return nil
		}
		there[of(k.Talk)]++
		foreign[of(k.Talk)] = id
	}
	for _, t := range fresh.Talks {
		if _, known := was[t.Foreign]; known {
			return nil
		}
		here[of(t.Talk)]++
	}
	pairs := map[string]string{}
	for _, t := range fresh.Talks {
		if k := of(t.Talk); here[k] == 1 && there[k] == 1 {
			pairs[t.Foreign] = foreign[k]
		}
	}
	return pairs
}
