package control

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"

	"stagedoor"
	"stagedoor/access"
	"stagedoor/tickets"
	"stagedoor/web/ui"
)

// FeedMappingPage is what feed_mapping.templ shows: which column of the export
// is what, and what a round with it would do.
type FeedMappingPage struct {
	Frame   Frame
	Feed    access.Feed
	Looked  bool // there is a preview
	Preview access.Preview
	Chosen  bool   // the columns are somebody's choice of just now, and there is no preview: the form carries them
	Kept    string // the mapping's parts that the form does not show, as JSON
	Problem string
}

// ShowFeedMapping answers GET /control/feeds/{feed}/mapping: it fetches the
// export of a feed with an address, and reads it as a round would.
func (p *Pages) ShowFeedMapping(w http.ResponseWriter, r *http.Request) error {
	f, err := p.vendorFeed(r)
	if err != nil {
		return err
	}
	page := FeedMappingPage{Feed: f}
	if f.URL == "" {
		return p.showMapping(w, r, http.StatusOK, page)
	}
	return p.previewFeed(w, r, page, nil)
}

// SaveFeedMapping answers POST /control/feeds/{feed}/mapping: it shows the
// preview of what was chosen, or keeps it.
func (p *Pages) SaveFeedMapping(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	f, err := p.vendorFeed(r)
	if err != nil {
		return err
	}
	form := uploadForm{}
	if isMultipart(r) {
		form, err = readUpload(r)
	} else if err = r.ParseForm(); err == nil {
		form.Values = r.PostForm
	}
	if err != nil {
		return p.mappingProblem(w, r, err, FeedMappingPage{Feed: f})
	}
	// A button behind the file would be read too late: it is in the address.
	do := r.URL.Query().Get("do")
	page := FeedMappingPage{Feed: f}
	chosen, err := readMapping(form.Values, f.Mapping, do == "guess")
	if err != nil {
		return p.mappingProblem(w, r, err, page)
	}
	page.Feed.Mapping, page.Chosen = chosen, do != "guess" && form.Values.Has("column-identity")
	if do != "save" {
		if f.URL == "" && form.File == nil {
			return p.mappingProblem(w, r, errNoFile(), page)
		}
		return p.previewFeed(w, r, page, form.File)
	}
	first := !f.HasColumns()
	if len(chosen.Columns) == 0 {
		err = stagedoor.Errorf(stagedoor.Invalid, "Look at the export first, and choose which column is what.")
	} else if err = chosen.Validate(); err == nil {
		page.Feed.Off = f.Off && !first
		err = p.Feeds.SaveFeed(ctx, MemberOf(ctx).Actor(), page.Feed, ui.PageOf(ctx).Now)
	}
	if err != nil {
		return p.mappingProblem(w, r, err, page)
	}
	done := "mapped"
	if first && f.URL != "" {
		done = "started"
	}
	if form.File != nil {
		report, err := p.Rounds.Import(ctx, f.ID, form.File, access.ImportOptions{Actor: MemberOf(ctx).Actor()})
		if err != nil {
			return p.mappingProblem(w, r, err, page)
		}
		done = string(report.Round.Result)
	}
	http.Redirect(w, r, feedHref(f.ID)+"?done="+done, http.StatusSeeOther)
	return nil
}

// previewFeed shows the export as it would be read; a nil file is fetched.
func (p *Pages) previewFeed(w http.ResponseWriter, r *http.Request, page FeedMappingPage, file io.Reader) error {
	preview, err := p.Rounds.Preview(r.Context(), page.Feed, file)
	if err != nil {
		return p.mappingProblem(w, r, err, page)
	}
	page.Looked, page.Preview = true, preview
	return p.showMapping(w, r, http.StatusOK, page)
}

func (p *Pages) mappingProblem(w http.ResponseWriter, r *http.Request, err error, page FeedMappingPage) error {
	status, mine := roundStatus(err)
	if !mine {
		return err
	}
	page.Problem = ui.Problem(r.Context(), tooLarge(err))
	return p.showMapping(w, r, status, page)
}

func (p *Pages) showMapping(w http.ResponseWriter, r *http.Request, status int, page FeedMappingPage) error {
	page.Frame = p.frame(r)
	m := page.Feed.Mapping
	if page.Looked {
		m = page.Preview.Mapping
	}
	kept, err := json.Marshal(tickets.Mapping{Words: m.Words, NoAdmit: m.NoAdmit})
	if err != nil {
		return err
	}
	page.Kept = string(kept)
	return ui.RenderStatus(w, r, status, FeedMappingTempl(page))
}

// columnSlots are the columns that a field's selects have chosen: one more
// than there are, where a field may have several.
func columnSlots(m tickets.Mapping, f tickets.Field) []tickets.Column {
	slots := slices.Clone(m.Columns[f])
	several := f == tickets.FieldIdentity || f == tickets.FieldType || f == tickets.FieldName || f == tickets.FieldBuyerName
	if len(slots) == 0 || several && len(slots) < maxSlots {
		slots = append(slots, tickets.Column{})
	}
	return slots
}

// maxSlots is how many columns of one field the form offers to choose.
const maxSlots = 4

// columnOptions are the export's columns, one of them chosen.
func columnOptions(ctx context.Context, p FeedMappingPage, chosen tickets.Column) []ui.Option {
	out := []ui.Option{{Text: ui.T(ctx, "– none –"), Selected: chosen.Name == ""}}
	found := chosen.Name == ""
	for _, c := range p.Preview.Columns {
		is := sameColumn(c.Column, chosen)
		found = found || is
		out = append(out, ui.Option{Value: columnValue(c.Column), Text: columnWord(c.Column), Selected: is})
	}
	if !found {
		out = append(out, ui.Option{Value: columnValue(chosen), Text: ui.T(ctx, "%s (not in this export)", columnWord(chosen)), Selected: true})
	}
	return out
}

// sameColumn reports whether two names of a column mean the same one: N of
// the first may be left out.
func sameColumn(a, b tickets.Column) bool {
	return strings.EqualFold(a.Name, b.Name) && max(a.N, 1) == max(b.N, 1)
}

func columnValue(c tickets.Column) string {
	b, err := json.Marshal(c)
	if err != nil {
		return "" // a struct of a string and two numbers
	}
	return string(b)
}

// A form cannot carry a tab well, so it has words.
func delimiterOf(word string) string {
	switch word {
	case "comma":
		return ","
	case "semicolon":
		return ";"
	case "tab":
		return "\t"
	}
	return ""
}

func delimiterWord(d string) string {
	for _, word := range []string{"comma", "semicolon", "tab"} {
		if delimiterOf(word) == d {
			return word
		}
	}
	return ""
}

func delimiterOptions(ctx context.Context) []ui.Option {
	return []ui.Option{
		{Text: ui.T(ctx, "Found out")},
		{Value: "comma", Text: ui.T(ctx, "Comma")},
		{Value: "semicolon", Text: ui.T(ctx, "Semicolon")},
		{Value: "tab", Text: ui.T(ctx, "Tab")},
	}
}

func charsetOptions(ctx context.Context) []ui.Option {
	out := []ui.Option{{Text: ui.T(ctx, "Found out")}}
	for _, c := range tickets.Charsets {
		out = append(out, ui.Option{Value: c, Text: c})
	}
	return out
}

// meansOptions are what a status word may mean. What the preset knows cannot
// become unknown.
func meansOptions(ctx context.Context, c tickets.Count) []ui.Option {
	var out []ui.Option
	if c.Status == "" {
		out = append(out, ui.Option{Text: ui.T(ctx, "not known: its rows are refused"), Selected: true})
	}
	for _, s := range []tickets.Status{tickets.Paid, tickets.Awaiting, tickets.Cancelled} {
		out = append(out, ui.Option{Value: string(s), Text: statusWord(ctx, s), Selected: c.Status == s})
	}
	return out
}

// How much of a preview one page shows.
const (
	maxWords = 100
	maxLines = 50
)

// mappingOf is the mapping that the page shows.
func mappingOf(p FeedMappingPage) tickets.Mapping {
	if p.Looked {
		return p.Preview.Mapping
	}
	return p.Feed.Mapping
}
