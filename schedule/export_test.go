package schedule

import "stagedoor"

// Readable reports whether a reading could have given the talk: its texts are
// as the readers clean them.
func Readable(t stagedoor.Talk) bool {
	for _, s := range append([]string{t.Title}, t.People...) {
		if plain(s) != s {
			return false
		}
	}
	return prose(t.Abstract) == t.Abstract && t.Abstract != plain(t.Title) && languageTag(t.Language) == t.Language
}
