package schedule

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"time"

	"stagedoor"
)

// EditOf returns what a hand changed of one talk; its zero value when nothing.
func EditOf(edits []Edit, id stagedoor.TalkID) Edit {
	for _, e := range edits {
		if e.Talk == id {
			return e
		}
	}
	return Edit{Talk: id}
}

// Empty reports whether no hand changed anything.
func (e Edit) Empty() bool {
	e.Talk, e.Timed = "", time.Time{}
	return reflect.DeepEqual(e, Edit{})
}

// Same reports whether two edits leave a talk alike.
func (e Edit) Same(o Edit) bool {
	a, errA := json.Marshal(e)
	b, errB := json.Marshal(o)
	return errA == nil && errB == nil && bytes.Equal(a, b)
}

// Has reports whether a hand changed this field.
func (e Edit) Has(f Field) bool {
	return !e.Same(e.Without(f))
}

// Without gives fields back; without any it gives back all.
func (e Edit) Without(fields ...Field) Edit {
	if len(fields) == 0 {
		return Edit{Talk: e.Talk}
	}
	for _, f := range fields {
		switch f {
		case TitleField:
			e.Title = nil
		case PeopleField:
			e.People = nil
		case AbstractField:
			e.Abstract = nil
		case LanguageField:
			e.Language = nil
		case TimeField:
			e.Starts, e.Ends, e.Timed = nil, nil, time.Time{}
		case StageField:
			e.Stage = nil
		case BreakField:
			e.Break = nil
		case NoRecordField:
			e.NoRecord = nil
		case RemovedField:
			e.Removed = false
		}
	}
	return e
}

// Change returns e with the fields that want has otherwise than the talk in
// force: they are the hand's from now on. A time is a hand's when its minute
// differs, since a form shows no more, or when it would not be as wanted
// otherwise: on another stage other shifts count. want's id, its plan and its
// source do not count.
func (e Edit) Change(r ReadTalk, shifts []Shift, want stagedoor.Talk, now time.Time) Edit {
	is := InForceOf(r, e, shifts)
	change(&e.Title, is.Title, want.Title)
	change(&e.Abstract, is.Abstract, want.Abstract)
	change(&e.Language, is.Language, want.Language)
	change(&e.Stage, is.Stage, want.Stage)
	change(&e.Break, is.Break, want.Break)
	change(&e.NoRecord, is.NoRecord, want.NoRecord)
	if !slices.Equal(is.People, want.People) {
		people := append([]string{}, want.People...)
		e.People = &people
	}
	starts, ends := asShown(is.Starts, want.Starts), asShown(is.Ends, want.Ends)
	if will := InForceOf(r, e, shifts); !will.Starts.Equal(starts) || !will.Ends.Equal(ends) {
		e = e.at(starts, ends, now, shifts)
	}
	return e
}

// at sets the time by hand: none of the shifts so far moves it, also where
// another node's clock was ahead of ours.
func (e Edit) at(starts, ends, now time.Time, shifts []Shift) Edit {
	starts, ends, now = kept(starts), kept(ends), kept(now)
	for _, s := range shifts {
		if !s.Made.Before(now) {
			now = s.Made.Add(time.Millisecond)
		}
	}
	e.Starts, e.Ends, e.Timed = &starts, &ends, now
	return e
}

// Written is the edit of a talk that is written by hand now: the shifts of the
// day so far do not move it.
func Written(t stagedoor.Talk, shifts []Shift, now time.Time) Edit {
	return Edit{Talk: t.ID}.at(t.Starts, t.Ends, now, shifts)
}

func change[T comparable](by **T, is, want T) {
	if is != want {
		*by = &want
	}
}

// asShown is the time in force when the wanted one is its minute, else the
// wanted one.
func asShown(is, want time.Time) time.Time {
	if want.Equal(is.Truncate(time.Minute)) {
		return is
	}
	return want
}
