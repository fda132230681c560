package main

import (
	"net/url"
	"slices"
	"time"

	"stagedoor"
	"stagedoor/access"
	"stagedoor/tickets"
)

func mergeFeeds(n yamlNode, was []access.Feed) []access.Feed {
	var out []access.Feed
	for _, e := range n.list() {
		id := stagedoor.FeedID(entryID(e))
		f := access.Feed{ID: id, Mapping: tickets.Mapping{Preset: "generic"}}
		if i := slices.IndexFunc(was, func(o access.Feed) bool { return o.ID == id }); i >= 0 {
			f = was[i]
		}
		fields := e.fields("id", "name", "url", "preset", "every", "gone", "partial", "off", "mapping")
		for _, v := range fields {
			setFeed(v, &f)
		}
		judgeEach(fields, access.Feed{ID: "a", Mapping: tickets.Mapping{Preset: "generic"}}, setFeed, access.Feed.Validate)
		e.judge(f.Validate())
		if id != "" && slices.ContainsFunc(out, func(o access.Feed) bool { return o.ID == id }) {
			e.fail("There is a feed with this id already.")
		}
		out = append(out, f)
	}
	return out
}

func setFeed(v yamlField, f *access.Feed) {
	switch v.key {
	case "id":
		f.ID = stagedoor.FeedID(v.text())
	case "name":
		f.Name = v.text()
	case "url":
		address := exportURL(v.yamlNode)
		if (f.Password != "" || f.Value != "") && hostOf(address) != hostOf(f.URL) {
			v.judge(stagedoor.Errorf(stagedoor.Invalid, "This feed has a credential, which would go to another server. Change the address in the control room."))
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
	n.judge(m.Validate())
}
