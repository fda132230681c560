package schedule

import (
	"slices"

	"stagedoor"
)

// uid is a talk's identity in the calendars that we write.
func uid(id stagedoor.TalkID) string { return string(id) + "@stagedoor" }

// foreign is f without the talks that are ours already: a file that we wrote
// came back. They stay as they are, wherever they are from; to take them over
// would double them.
func (f Fresh) foreign(k Known) Fresh {
	ours := map[string]string{} // what we call a talk in files to what its file calls it
	for _, t := range k.Talks {
		ours[guid(k.House, "talk", string(t.ID))], ours[uid(t.ID)] = t.Foreign, t.Foreign
	}
	for _, t := range k.Talks {
		if t.Origin == FromProgramme {
			delete(ours, t.Foreign) // a file that is read again says so, too
		}
	}
	talks, waits := f.Talks, map[string]bool{}
	stay := func(foreign string) bool {
		own, is := ours[foreign]
		if is && own != "" {
			waits[own] = true // it is not gone
		}
		return is
	}
	for id := range f.waits {
		waits[id] = true
		stay(id)
	}
	f.Talks = slices.DeleteFunc(slices.Clone(talks), func(t ReadTalk) bool { return stay(t.Foreign) })
	f.waits = waits
	if n := len(talks) - len(f.Talks); n > 0 {
		f.Warnings = slices.Insert(slices.Clone(f.Warnings), 0, Warning{Says: stagedoor.Say("Talks that are this conference’s own already, exported from here: %d. They stay as they are.", n)})
	}
	return f
}
