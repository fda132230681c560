package main

import (
	"net/url"
	"slices"
	"time"

	"golang.org/x/text/language"

	"stagedoor"
	"stagedoor/access"
	"stagedoor/mail"
	"stagedoor/schedule"
	"stagedoor/stage"
	"stagedoor/store"
	"stagedoor/tickets"
)

// merge lays a conference file over the settings as they are: a key that is
// absent stays, a list that is present is the whole list, its entries known by
// their id. Talks are a programme as read, so one is all that its entry says.
// was is changed in place. The error is the file's first problem.
func merge(root yamlNode, was store.Settings, o stage.Options) (store.Settings, error) {
	*root.file = yamlFile{}
	s := was
	fields := root.fields("conference", "letter_texts", "stages", "talks", "feeds")
	for _, section := range []struct {
		key  string
		read func(yamlNode)
	}{ // talks need the zone and the stages, whatever the file's order
		{"conference", func(n yamlNode) { mergeConference(n, &s.Conference) }},
		{"letter_texts", func(n yamlNode) { mergeLetterTexts(n, &s.Conference) }},
		{"stages", func(n yamlNode) { s.Stages = mergeStages(n, was.Stages, o) }},
		{"talks", func(n yamlNode) { s.Talks = readProgramme(n, s) }},
		{"feeds", func(n yamlNode) { s.Feeds = mergeFeeds(n, was.Feeds) }},
	} {
		for _, f := range fields {
			if f.key == section.key {
				section.read(f.yamlNode)
			}
		}
	}
	s.Talks = slices.DeleteFunc(slices.Clone(s.Talks), func(t stagedoor.Talk) bool {
		_, err := s.Stages.Find(t.Stage)
		return err != nil // it goes with its stage
	})
	return s, root.file.err
}

func mergeConference(n yamlNode, c *stagedoor.Conference) {
	fields := n.fields("name", "sentence", "zone", "language", "starts", "ends", "doors_open", "doors_close", "contact", "device_limit", "look", "letters")
	for _, f := range fields {
		if f.key == "zone" { // times are read in it
			c.Zone = f.text()
			if _, err := time.LoadLocation(c.Zone); err != nil {
				f.fail("We do not know this time zone. Write it like Europe/Sofia.")
			}
		}
	}
	for _, f := range fields {
		switch f.key {
		case "name":
			c.Name = f.text()
		case "sentence":
			c.Sentence = f.text()
		case "language":
			c.Language = fileLanguage(f.yamlNode)
		case "starts":
			c.Starts = fileDay(f.yamlNode)
		case "ends":
			c.Ends = fileDay(f.yamlNode)
		case "doors_open":
			c.DoorsOpen = fileTime(f.yamlNode, c.Location())
		case "doors_close":
			c.DoorsClose = fileTime(f.yamlNode, c.Location())
		case "contact":
			c.Contact = f.text()
		case "device_limit":
			c.DeviceLimit = f.number()
		case "look":
			mergeLook(f.yamlNode, &c.Look)
		case "letters":
			if f.text() != "open" {
				f.fail("The only word here is open: letters leave at once from then on. Leave the key out to keep them.")
			}
			c.LettersOpen = true
		}
	}
	n.failed(c.Validate())
}

func mergeLook(n yamlNode, l *stagedoor.Look) {
	for _, f := range n.fields("accent", "theme") {
		switch f.key {
		case "accent":
			l.Accent = f.text()
		case "theme":
			l.Theme = f.text()
		}
	}
}

func mergeLetterTexts(n yamlNode, c *stagedoor.Conference) {
	var out []stagedoor.LetterText
	for _, e := range n.list() {
		var l stagedoor.LetterText
		fields := e.fields("kind", "language", "subject", "body")
		for _, f := range fields {
			switch f.key {
			case "kind":
				l.Kind = stagedoor.LetterKind(f.text())
				if !slices.Contains(stagedoor.LetterKinds, l.Kind) {
					f.fail("There is no letter of this kind. The kinds are code, new and lost.")
				}
			case "language":
				l.Language = fileLanguage(f.yamlNode)
			}
		}
		if l.Kind == "" || l.Language == "" {
			e.fail("A letter's text needs its kind and its language.")
		}
		if slices.ContainsFunc(out, func(o stagedoor.LetterText) bool { return o.Kind == l.Kind && o.Language == l.Language }) {
			e.fail("The text of this kind and language stands twice.")
		}
		if old := c.Letter(l.Kind, l.Language); old != nil {
			l = *old
		}
		for _, f := range fields {
			switch f.key {
			case "subject":
				l.Subject = f.text()
			case "body":
				l.Body = f.text()
			}
		}
		e.failed(mail.CheckText(l))
		out = append(out, l)
	}
	c.Letters = out
}

func mergeStages(n yamlNode, was stage.Stages, o stage.Options) stage.Stages {
	var out stage.Stages
	var shown []yamlField // other stages, which may stand further down
	for i, e := range n.list() {
		id := stagedoor.StageID(entryID(e))
		s, err := was.Find(id)
		if err != nil {
			s = stage.Stage{ID: id, Gel: stagedoor.GelOf(i)}
		}
		s.Position = i
		for _, f := range e.fields("id", "name", "gel", "sources") {
			switch f.key {
			case "name":
				s.Name = f.text()
			case "gel":
				s.Gel = f.text()
			case "sources":
				var others []yamlField
				s.Ladder, others = mergeLadder(f.yamlNode, s, o)
				shown = append(shown, others...)
			}
		}
		s = s.LetGo()
		e.failed(s.Validate())
		if _, err := out.Find(id); err == nil {
			e.fail("There is a stage with this id already.")
		}
		out = append(out, s)
	}
	for _, f := range shown {
		if _, err := out.Find(stagedoor.StageID(f.text())); err != nil {
			f.fail("There is no stage with this id.")
		}
	}
	n.failed(out.Validate())
	return out
}

// mergeLadder also returns the fields that name another stage.
func mergeLadder(n yamlNode, s stage.Stage, o stage.Options) (out []stage.Source, others []yamlField) {
	for _, e := range n.list() {
		id := stagedoor.SourceID(entryID(e))
		r, there := s.Source(id)
		shows := there
		for _, f := range e.fields("id", "url", "slate", "stage", "ingest", "title") {
			var what stage.Source
			var err error
			switch f.key {
			case "title":
				r.Title = f.text()
				continue
			case "id":
				continue
			case "url":
				what, err = stage.ParseSource(f.text(), o)
			case "slate":
				what, err = stage.NewSlate(f.text())
				what.Picture = r.Picture // the control room's: a file has none
			case "stage":
				what, err = stage.NewStageSource(stagedoor.StageID(f.text()))
				others = append(others, f)
			case "ingest":
				if !f.flag() {
					f.fail("Only true stands here: leave the line out for a source that is no encoder's.")
				}
				what = stage.NewIngest("")
				what.KeyVersion = max(what.KeyVersion, r.KeyVersion) // a key that was changed stays so
			}
			f.failed(err)
			what.Title, shows = r.Title, true
			r = what
		}
		r.ID, r.Stage = id, s.ID
		if !shows {
			e.fail("A source needs a url, a slate with its sentence, the id of another stage, or ingest: true for an encoder.")
		}
		out = append(out, r)
	}
	return out, others
}

func readProgramme(n yamlNode, s store.Settings) []stagedoor.Talk {
	var out []stagedoor.Talk
	seen := map[stagedoor.TalkID]bool{}
	zone := s.Conference.Location()
	for _, e := range n.list() {
		t := stagedoor.Talk{ID: stagedoor.TalkID(entryID(e))}
		for _, f := range e.fields("id", "stage", "title", "people", "abstract", "language", "starts", "ends", "break", "no_record") {
			switch f.key {
			case "stage":
				t.Stage = stagedoor.StageID(f.text())
				if _, err := s.Stages.Find(t.Stage); err != nil {
					f.fail("There is no stage with this id.")
				}
			case "title":
				t.Title = f.text()
			case "people":
				t.People = f.texts()
			case "abstract":
				t.Abstract = f.text()
			case "language":
				t.Language = f.text()
			case "starts":
				t.Starts = fileTime(f.yamlNode, zone)
			case "ends":
				t.Ends = fileTime(f.yamlNode, zone)
			case "break":
				t.Break = f.flag()
			case "no_record":
				t.NoRecord = f.flag()
			}
		}
		if t.Stage == "" {
			e.fail("The talk needs a stage.")
		}
		e.failed(schedule.ValidateTalk(t))
		if seen[t.ID] {
			e.fail("There is a talk with this id already.")
		}
		seen[t.ID] = true
		out = append(out, t)
	}
	return out
}

func mergeFeeds(n yamlNode, was []access.Feed) []access.Feed {
	var out []access.Feed
	for _, e := range n.list() {
		id := stagedoor.FeedID(entryID(e))
		f := access.Feed{ID: id, Mapping: tickets.Mapping{Preset: "generic"}}
		if i := slices.IndexFunc(was, func(o access.Feed) bool { return o.ID == id }); i >= 0 {
			f = was[i]
		}
		for _, v := range e.fields("id", "name", "url", "preset", "every", "gone", "partial", "off", "mapping") {
			switch v.key {
			case "name":
				f.Name = v.text()
			case "url":
				address := exportURL(v.yamlNode)
				if (f.Password != "" || f.Value != "") && hostOf(address) != hostOf(f.URL) {
					v.fail("This feed has a credential, which would go to another server. Change the address in the control room.")
				}
				f.URL = address
			case "preset":
				f.Mapping.Preset = v.text()
			case "every":
				every, err := time.ParseDuration(v.text())
				if err != nil {
					v.fail("This is not a length of time like 60s or 5m.")
				}
				f.Every = every
			case "gone":
				f.Gone = tickets.Gone(v.text())
			case "partial":
				f.Partial = v.flag()
			case "off":
				f.Off = v.flag()
			case "mapping":
				mergeMapping(v.yamlNode, &f.Mapping)
			}
		}
		e.failed(f.Validate())
		if slices.ContainsFunc(out, func(o access.Feed) bool { return o.ID == id }) {
			e.fail("There is a feed with this id already.")
		}
		out = append(out, f)
	}
	return out
}

// exportURL is an export's address, which must not hold what lets one in.
func exportURL(n yamlNode) string {
	text := n.text()
	u, err := url.Parse(text)
	if err != nil {
		n.fail("This is not an address.") // the cause holds it
		return ""
	}
	secret := u.User != nil
	for key := range u.Query() {
		secret = secret || credentialForm.MatchString(key)
	}
	if secret {
		n.fail("This address holds a credential, and a file is no place for one. Set it in the control room.")
		return ""
	}
	return text
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}

// mergeMapping reads which columns are what: columns: {email: [E-mail]}.
func mergeMapping(n yamlNode, m *tickets.Mapping) {
	for _, f := range n.fields("columns", "words", "no_admit", "delimiter", "charset") {
		switch f.key {
		case "columns":
			m.Columns = map[tickets.Field][]tickets.Column{}
			for _, c := range f.fields() {
				for _, name := range c.texts() {
					m.Columns[tickets.Field(c.key)] = append(m.Columns[tickets.Field(c.key)], tickets.Column{Name: name})
				}
			}
		case "words":
			m.Words = map[string]tickets.Status{}
			for _, w := range f.fields() {
				m.Words[w.key] = tickets.Status(w.text())
			}
		case "no_admit":
			m.NoAdmit = f.texts()
		case "delimiter":
			m.Delimiter = f.text()
		case "charset":
			m.Charset = f.text()
		}
	}
	n.failed(m.Validate())
}

// entryID is the id by which an entry is known.
func entryID(n yamlNode) string {
	for _, f := range n.pairs() {
		if f.key == "id" {
			return f.text()
		}
	}
	n.fail("The entry needs an id.")
	return ""
}

// fileLanguage is a language's tag.
func fileLanguage(n yamlNode) string {
	text := n.text()
	if _, err := language.Parse(text); err != nil && text != "" {
		n.fail("This is not a language written like en or bg.")
	}
	return text
}

// fileDay is a day like 2026-11-22.
func fileDay(n yamlNode) stagedoor.Date {
	d, err := stagedoor.ParseDate(n.text())
	n.failed(err)
	return d
}

// fileTime is a time with its offset, or one on the clocks of zone. Nothing
// written is no time.
func fileTime(n yamlNode, zone *time.Location) time.Time {
	text := n.text()
	if text == "" {
		return time.Time{}
	}
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t.UTC()
	}
	for _, form := range []string{"2006-01-02 15:04", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02T15:04:05"} {
		if t, err := time.ParseInLocation(form, text, zone); err == nil {
			return t.UTC()
		}
	}
	n.fail("This is not a time like 2026-11-22 08:30 or 2026-11-22T08:30:00+02:00.")
	return time.Time{}
}
