package control

import (
	"encoding/json"
	"net/url"
	"slices"

	"stagedoor"
	"stagedoor/tickets"
)

// readMapping puts what the form says over the mapping as it was. A form that
// did not show columns, or asks to guess anew, leaves them to be guessed.
func readMapping(form url.Values, was tickets.Mapping, guess bool) (tickets.Mapping, error) {
	m := was
	if form.Has("preset") {
		m.Preset = form.Get("preset")
	}
	if form.Has("delimiter") {
		m.Delimiter, m.Charset = delimiterOf(form.Get("delimiter")), form.Get("charset")
	}
	if guess || m.Preset != was.Preset && !form.Has("column-identity") {
		m.Columns, m.Words, m.NoAdmit = nil, nil, nil
		return m, nil
	}
	if !form.Has("column-identity") {
		return m, nil
	}
	if kept := form.Get("kept"); kept != "" {
		var k tickets.Mapping
		if err := json.Unmarshal([]byte(kept), &k); err != nil {
			return m, errForm(err)
		}
		m.Words, m.NoAdmit = k.Words, k.NoAdmit
	}
	m.Columns = map[tickets.Field][]tickets.Column{}
	for _, f := range tickets.Fields {
		for _, v := range form["column-"+string(f)] {
			if v == "" {
				continue
			}
			var c tickets.Column
			if err := json.Unmarshal([]byte(v), &c); err != nil {
				return m, errForm(err)
			}
			if !slices.Contains(m.Columns[f], c) {
				m.Columns[f] = append(m.Columns[f], c)
			}
		}
	}
	m.Words = readWords(form, m)
	m.NoAdmit = readNoAdmit(form, m.NoAdmit)
	return m, nil
}

func errForm(err error) error {
	return &stagedoor.Error{Kind: stagedoor.Invalid, Msg: "This form is not whole. Open the page again.", Err: err}
}

// readWords keeps what the status words mean where the preset says otherwise,
// or nothing.
func readWords(form url.Values, m tickets.Mapping) map[string]tickets.Status {
	preset, _ := tickets.PresetNamed(m.Preset)
	words, means := form["word"], form["means"]
	out := map[string]tickets.Status{}
	for word, s := range m.Words {
		out[word] = s
	}
	for i, word := range words {
		if i >= len(means) {
			break
		}
		for old := range out {
			if stagedoor.Fold(old) == stagedoor.Fold(word) {
				delete(out, old)
			}
		}
		s := tickets.Status(means[i])
		if s != "" && preset.Words[stagedoor.Fold(word)] != s {
			out[word] = s
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// readNoAdmit keeps which types let nobody in; one that this export does not
// have stays as it was.
func readNoAdmit(form url.Values, was []string) []string {
	shown := map[string]bool{}
	for _, t := range form["type"] {
		shown[stagedoor.Fold(t)] = true
	}
	var out []string
	for _, t := range was {
		if !shown[stagedoor.Fold(t)] {
			out = append(out, t)
		}
	}
	return append(out, form["no-admit"]...)
}
