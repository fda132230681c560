package main

import (
	"slices"
	"time"

	"stagedoor"
	"stagedoor/mail"
)

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
		setConference(f, c)
	}
	right := stagedoor.Conference{Name: "A", Zone: c.Location().String()}
	judgeEach(fields, right, setConference, stagedoor.Conference.Validate)
	n.judge(c.Validate())
}

func setConference(f yamlField, c *stagedoor.Conference) {
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
			e.judge(stagedoor.Errorf(stagedoor.Invalid, "A letter's text needs its kind and its language."))
		}
		if slices.ContainsFunc(out, func(o stagedoor.LetterText) bool { return o.Kind == l.Kind && o.Language == l.Language }) {
			e.judge(stagedoor.Errorf(stagedoor.Invalid, "The text of this kind and language stands twice."))
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
		e.judge(mail.CheckText(l))
		out = append(out, l)
	}
	c.Letters = out
}
