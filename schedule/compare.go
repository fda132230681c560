package schedule

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"time"

	"stagedoor"
)

// A Diff says what a reading would change. A talk may be in several lists:
// moved to another stage and retimed.
type Diff struct {
	New, Moved, Retimed, Changed, Gone []Difference
	Stays                              []Difference // gone from the file, but on now: off when it is over
	Kept                               []Keeping    // the hand's field differs from the file's
	Renamed                            int          // talks that the file only names otherwise

	put  []ReadTalk
	drop []stagedoor.TalkID
}

// A Difference is one talk as it was read before and as it is read now; Was
// of a new talk and Is of a gone one are zero.
type Difference struct{ Was, Is stagedoor.Talk }

// A Keeping is a field of a talk that a hand set and that the file has
// otherwise. It stays as the hand set it.
type Keeping struct {
	Field Field
	File  stagedoor.Talk // as the file has it
	Hand  stagedoor.Talk // with what the hand changed, without shifts
}

// Counts are the lengths of the lists.
func (d Diff) Counts() Counts {
	return Counts{New: len(d.New), Moved: len(d.Moved), Retimed: len(d.Retimed), Changed: len(d.Changed), Gone: len(d.Gone), Kept: len(d.Kept), Stays: len(d.Stays)}
}

// Compare says how a file differs from what is known. Talks are the same when
// their foreign identity is, or, in a file that knows none of them, their
// stage, start and title; those of other origins are never touched. A talk
// that is gone stays while it is on, and so does one whose room nobody decided
// yet. What the hand changed wins, and is listed where the file has it
// otherwise.
func Compare(known []ReadTalk, edits []Edit, shifts []Shift, fresh Fresh, now time.Time) Diff {
	var d Diff
	was := map[string]ReadTalk{}
	taken := map[stagedoor.TalkID]bool{}
	for _, k := range known {
		taken[k.ID] = true
		if k.Origin == FromProgramme {
			was[k.Foreign] = k
		}
	}
	hands := byTalk(edits)
	for is, known := range renamed(was, fresh) {
		was[is] = was[known]
		delete(was, known)
		d.Renamed++
	}
	for _, is := range fresh.Talks {
		k, there := was[is.Foreign]
		if !there {
			is.ID = talkID(is.Foreign, taken)
			taken[is.ID] = true
			d.New = append(d.New, Difference{Is: is.Talk})
			d.put = append(d.put, is)
			continue
		}
		delete(was, is.Foreign)
		e := hands[k.ID]
		is.ID, is.Source = k.ID, k.Source
		if is.Stage != k.Stage && e.Stage == nil {
			is.Source = "" // it was a rung of the other stage
		}
		d.known(k, is)
		d.keeps(is.Talk, e)
	}
	days := byStage(shifts)
	for _, k := range known { // in their order, not the map's
		if _, left := was[k.Foreign]; !left || k.Origin != FromProgramme || fresh.waits[foreignOf(k.Foreign, fresh)] {
			continue
		}
		d.gone(k, hands[k.ID], days, now)
	}
	return d
}

// foreignOf is the identity by which a file's entry waits: a talk of all
// stages may have become one of a room that nobody decided.
func foreignOf(foreign string, f Fresh) string {
	if i := strings.LastIndexByte(foreign, '@'); i > 0 && f.waits[foreign[:i]] {
		return foreign[:i]
	}
	return foreign
}

// known lists what differs between a talk as it was and as it is read.
func (d *Diff) known(was, is ReadTalk) {
	diff := Difference{Was: was.Talk, Is: is.Talk}
	some := was.Gone != is.Gone || was.Foreign != is.Foreign
	for _, l := range []struct {
		list    *[]Difference
		differs bool
	}{
		{&d.Moved, was.Stage != is.Stage},
		{&d.Retimed, !was.Starts.Equal(is.Starts) || !was.Ends.Equal(is.Ends)},
		{&d.Changed, was.Title != is.Title || !slices.Equal(was.People, is.People) || was.Abstract != is.Abstract ||
			was.Language != is.Language || was.Break != is.Break || was.NoRecord != is.NoRecord},
	} {
		if l.differs {
			*l.list = append(*l.list, diff)
			some = true
		}
	}
	if some {
		d.put = append(d.put, is)
	}
}

// keeps lists the fields that the hand has otherwise than the file.
func (d *Diff) keeps(file stagedoor.Talk, e Edit) {
	hand := e.over(file)
	for _, f := range []struct {
		field   Field
		differs bool
	}{
		{TitleField, hand.Title != file.Title},
		{PeopleField, !slices.Equal(hand.People, file.People)},
		{AbstractField, hand.Abstract != file.Abstract},
		{LanguageField, hand.Language != file.Language},
		{TimeField, !hand.Starts.Equal(file.Starts) || !hand.Ends.Equal(file.Ends)},
		{StageField, hand.Stage != file.Stage},
		{BreakField, hand.Break != file.Break},
		{NoRecordField, hand.NoRecord != file.NoRecord},
		{RemovedField, e.Removed},
	} {
		if f.differs {
			d.Kept = append(d.Kept, Keeping{Field: f.field, File: file, Hand: hand})
		}
	}
}

// gone takes a talk off that the file does not have any more, unless it is on.
func (d *Diff) gone(k ReadTalk, e Edit, days map[stagedoor.StageID][]Shift, now time.Time) {
	t := e.over(k.Talk)
	if t = shifted(t, e.Timed, days[t.Stage]); !e.Removed && t.On(now) {
		d.Stays = append(d.Stays, Difference{Was: k.Talk})
		if !k.Gone {
			k.Gone = true
			d.put = append(d.put, k)
		}
		return
	}
	d.Gone = append(d.Gone, Difference{Was: k.Talk})
	d.drop = append(d.drop, k.ID)
}

// over lists the talks that stayed because they were on, and are over now.
func over(known []ReadTalk, edits []Edit, shifts []Shift, now time.Time) []stagedoor.TalkID {
	var out []stagedoor.TalkID
	hands, days := byTalk(edits), byStage(shifts)
	for _, k := range known {
		if !k.Gone {
			continue
		}
		e := hands[k.ID]
		t := e.over(k.Talk)
		if t = shifted(t, e.Timed, days[t.Stage]); !t.On(now) {
			out = append(out, k.ID)
		}
	}
	return out
}

// talkID is our id of a foreign talk: what can be read of its identity when
// that fits the form, else a hash; never one that is taken.
func talkID(foreign string, taken map[stagedoor.TalkID]bool) stagedoor.TalkID {
	id := strings.NewReplacer("@", ":").Replace(foreign)
	if !talkIDForm.MatchString(id) {
		id = digest(foreign)
	}
	for n := 2; taken[stagedoor.TalkID(id)]; n++ {
		id = digest(foreign + "\x00" + strconv.Itoa(n))
	}
	return stagedoor.TalkID(id)
}

// digest is a short name for a long one.
func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return "f-" + hex.EncodeToString(sum[:12])
}
