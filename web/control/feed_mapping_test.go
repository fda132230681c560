package control

import (
	"fmt"
	"html"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"stagedoor"
	"stagedoor/access"
	"stagedoor/tickets"
)

const (
	mappingRoute = "/control/feeds/{feed}/mapping"
	mappingAt    = "/control/feeds/shop/mapping"
)

const smallExport = "Номер на билет;Поръчка;Статус;Вид билет;Име;Фамилия;Имейл;Поръчка\n" +
	"HX-1-1;HX-1;платен;Онлайн;Боян;Стоев;boyan@posta.example;x\n" +
	"HX-2-1;HX-2;частично;Онлайн;Ада;Лъвлейс;ada@posta.example;x\n" +
	"HX-3-1;HX-3;очаква плащане;Тениска;Грейс;Хопър;;x\n"

// previewOf is what tickets says of the export, with a report of some tickets.
func previewOf(t testing.TB, export string, m *tickets.Mapping, preset string) access.Preview {
	t.Helper()
	look, err := tickets.Look(strings.NewReader(export), m, preset)
	if err != nil {
		t.Fatal(err)
	}
	return access.Preview{Preview: look, Problem: look.Problem, Report: access.Report{
		Round: access.Round{RoundCounts: access.RoundCounts{New: 2, Attendees: 1}},
		Lines: []access.ReportLine{{Identity: "HX-1-1", Name: "Боян Стоев", Did: stagedoor.Say("New: gets a code and a letter.")}},
		Items: waits(3, false).Items,
	}}
}

func TestMappingPageShowsThePreview(t *testing.T) {
	wide := []string{}
	for i := range 300 {
		wide = append(wide, fmt.Sprintf("Column <i>%d</i>", i))
	}
	for _, tt := range []struct {
		name   string
		export string
		want   []string
	}{
		{"a small one", smallExport, []string{"Поръчка (1/2)", "not known: its rows are refused", "not read", "HX-1-1", "The header of Weemss is not public", "3 tickets would wait for your yes.", "New: gets a code and a letter.", "Semicolon", "Rows that would be refused"}},
		{"no rows", strings.SplitAfter(smallExport, "\n")[0], []string{"Номер на билет"}},
		{"not readable so", strings.Join(wide, ";") + "\n" + strings.Repeat("x;", 299) + "x\n", []string{"Column &lt;i&gt;299&lt;/i&gt;", "says over", "Which column is what"}},
	} {
		rs := &fakeRounds{preview: previewOf(t, tt.export, nil, "weemss")}
		w, err := ask(t, stagedoor.HelpDesk, "en", "GET "+mappingRoute, mappingAt, nil, deskPages(nil, &fewFeeds{feeds: []access.Feed{shop()}}, rs).ShowFeedMapping)
		if err != nil || w.Code != http.StatusOK {
			t.Errorf("%s: %d, %v", tt.name, w.Code, err)
			continue
		}
		holds(t, tt.name, w.Body.String(), tt.want...)
	}
	for _, tt := range []struct {
		err    error
		status int
	}{
		{stagedoor.Errorf(stagedoor.Invalid, "The feed sent a login page. Nothing was changed."), 422},
		{stagedoor.Errorf(stagedoor.Unavailable, "The vendor does not answer."), 502},
	} {
		w, err := ask(t, stagedoor.HelpDesk, "en", "GET "+mappingRoute, mappingAt, nil, deskPages(nil, &fewFeeds{feeds: []access.Feed{shop()}}, &fakeRounds{err: tt.err}).ShowFeedMapping)
		if err != nil || w.Code != tt.status {
			t.Errorf("%v: %d, %v; want %d and the page", tt.err, w.Code, err, tt.status)
			continue
		}
		said, _ := stagedoor.SentenceOf(tt.err)
		holds(t, "the page", w.Body.String(), said.String(), "Look at it")
	}
}

// shownForm is the form of a page with the preview, as a browser sends it back
// when nothing was touched.
func shownForm(p access.Preview) url.Values {
	m := p.Mapping
	v := url.Values{"preset": {m.Preset}, "delimiter": {""}, "charset": {""}}
	for _, f := range tickets.Fields {
		for _, c := range columnSlots(m, f) {
			value := ""
			if c.Name != "" {
				value = columnValue(c)
			}
			v.Add("column-"+string(f), value)
		}
	}
	for _, c := range p.Statuses {
		v.Add("word", c.Word)
		v.Add("means", string(c.Status))
	}
	for _, c := range p.Types {
		v.Add("type", c.Word)
		if !c.Admits {
			v.Add("no-admit", c.Word)
		}
	}
	return v
}

func TestMappingIsKeptAsItWasShown(t *testing.T) {
	preview := previewOf(t, smallExport, nil, "weemss")
	want := preview.Mapping
	for _, tt := range []struct {
		name string
		form func(url.Values)
		want func(*tickets.Mapping)
	}{
		{"untouched", func(url.Values) {}, func(*tickets.Mapping) {}},
		{"an unknown word gets a meaning", func(v url.Values) { v["means"][slices.Index(v["word"], "частично")] = "awaiting" },
			func(m *tickets.Mapping) { m.Words = map[string]tickets.Status{"частично": tickets.Awaiting} }},
		{"a word against the preset", func(v url.Values) { v["means"][slices.Index(v["word"], "платен")] = "cancelled" },
			func(m *tickets.Mapping) { m.Words = map[string]tickets.Status{"платен": tickets.Cancelled} }},
		{"a type that lets nobody in", func(v url.Values) { v.Set("no-admit", "Тениска") }, func(m *tickets.Mapping) { m.NoAdmit = []string{"Тениска"} }},
		{"another column", func(v url.Values) { v["column-order"] = []string{`{"name":"Поръчка","n":2,"of":2}`} },
			func(m *tickets.Mapping) {
				m.Columns[tickets.FieldOrder] = []tickets.Column{{Name: "Поръчка", N: 2, Of: 2}}
			}},
		{"the same column twice counts once", func(v url.Values) { v.Add("column-email", v.Get("column-email")) }, func(*tickets.Mapping) {}},
		{"the order of two columns is theirs", func(v url.Values) { slices.Reverse(v["column-name"]) },
			func(m *tickets.Mapping) { slices.Reverse(m.Columns[tickets.FieldName]) }},
		{"forced", func(v url.Values) { v.Set("delimiter", "tab"); v.Set("charset", "Windows-1251") }, func(m *tickets.Mapping) { m.Delimiter, m.Charset = "\t", "Windows-1251" }},
	} {
		f := shop()
		f.Mapping, f.Off = tickets.Mapping{Preset: "weemss"}, true
		store := &fewFeeds{feeds: []access.Feed{f}}
		form := shownForm(preview)
		tt.form(form)
		w, err := ask(t, stagedoor.Owner, "en", "POST "+mappingRoute, mappingAt+"?do=save", form, deskPages(nil, store, &fakeRounds{}).SaveFeedMapping)
		if err != nil || w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/control/feeds/shop?done=started" {
			t.Errorf("%s: %d to %q, %v; want 303", tt.name, w.Code, w.Header().Get("Location"), err)
			continue
		}
		m := want
		m.Columns = maps.Clone(want.Columns)
		m.Columns[tickets.FieldName] = slices.Clone(m.Columns[tickets.FieldName])
		tt.want(&m)
		if got, want := jsonOf(t, store.feeds[0].Mapping), jsonOf(t, m); got != want {
			t.Errorf("%s keeps\n%s, want\n%s", tt.name, got, want)
		}
		if store.feeds[0].Off {
			t.Errorf("%s: the feed is still off", tt.name)
		}
	}
}

func TestMappingKeepsWhatThisExportDoesNotShow(t *testing.T) {
	preview := previewOf(t, smallExport, nil, "weemss")
	f := shop()
	f.Off = true // by hand: the feed ran before
	f.Mapping.Words = map[string]tickets.Status{"рядко": tickets.Paid}
	f.Mapping.NoAdmit = []string{"Чаша"}
	store := &fewFeeds{feeds: []access.Feed{f}}
	form := shownForm(preview)
	form.Set("kept", `{"words":{"рядко":"paid","ПЛАТЕН":"cancelled"},"no_admit":["Чаша","тениска"]}`)
	w, err := ask(t, stagedoor.Owner, "en", "POST "+mappingRoute, mappingAt+"?do=save", form, deskPages(nil, store, &fakeRounds{}).SaveFeedMapping)
	if err != nil || w.Header().Get("Location") != "/control/feeds/shop?done=mapped" {
		t.Fatalf("%d to %q, %v", w.Code, w.Header().Get("Location"), err)
	}
	got := store.feeds[0]
	if want := (map[string]tickets.Status{"рядко": tickets.Paid}); !maps.Equal(got.Mapping.Words, want) {
		t.Errorf("words = %v, want %v: what the page said of “платен” wins", got.Mapping.Words, want)
	}
	if want := []string{"Чаша"}; !slices.Equal(got.Mapping.NoAdmit, want) {
		t.Errorf("types that let nobody in = %v, want %v", got.Mapping.NoAdmit, want)
	}
	if !got.Off {
		t.Error("a feed that was switched off by hand runs again")
	}
}

func TestMappingLooksAgain(t *testing.T) {
	preview := previewOf(t, smallExport, nil, "weemss")
	store := &fewFeeds{feeds: []access.Feed{shop()}}
	rs := &fakeRounds{preview: preview}
	form := shownForm(preview)
	form.Set("column-order", "")
	w, err := ask(t, stagedoor.Owner, "en", "POST "+mappingRoute, mappingAt+"?do=look", form, deskPages(nil, store, rs).SaveFeedMapping)
	if err != nil || w.Code != http.StatusOK || store.saved != 0 {
		t.Fatalf("%d, %v, saved %d times; want the page and nothing saved", w.Code, err, store.saved)
	}
	if m := rs.looked.Mapping; len(m.Columns[tickets.FieldOrder]) != 0 || len(m.Columns[tickets.FieldName]) != 2 {
		t.Errorf("looked with %v, want what was chosen", m.Columns)
	}
	form.Set("preset", "pretix")
	if _, err = ask(t, stagedoor.Owner, "en", "POST "+mappingRoute, mappingAt+"?do=guess", form, deskPages(nil, store, rs).SaveFeedMapping); err != nil {
		t.Fatal(err)
	}
	if m := rs.looked.Mapping; m.Preset != "pretix" || m.Columns != nil {
		t.Errorf("guessing anew looks with %+v, want only the preset", m)
	}
}

// TestMappingKeepsWhatWasChosenWithoutAFile: a browser does not keep a file, so
// it is missing often; the columns and words must not go with it.
func TestMappingKeepsWhatWasChosenWithoutAFile(t *testing.T) {
	f := shop()
	f.URL = ""
	store := &fewFeeds{feeds: []access.Feed{f}}
	form := shownForm(previewOf(t, smallExport, nil, "weemss"))
	form["means"][slices.Index(form["word"], "частично")] = "awaiting"
	slices.Reverse(form["column-name"])
	w, err := ask(t, stagedoor.Owner, "en", "POST "+mappingRoute, mappingAt+"?do=look", form, deskPages(nil, store, &fakeRounds{}).SaveFeedMapping)
	if err != nil || w.Code != http.StatusUnprocessableEntity {
		t.Fatalf("without a file: %d, %v", w.Code, err)
	}
	holds(t, "the page", w.Body.String(), "Choose the vendor", "The columns that you chose are kept")
	again := url.Values{"preset": {"weemss"}, "delimiter": {""}, "charset": {""}}
	for _, m := range regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)"`).FindAllStringSubmatch(w.Body.String(), -1) {
		again.Add(m[1], html.UnescapeString(m[2]))
	}
	if _, err := ask(t, stagedoor.Owner, "en", "POST "+mappingRoute, mappingAt+"?do=save", again, deskPages(nil, store, &fakeRounds{}).SaveFeedMapping); err != nil {
		t.Fatal(err)
	}
	got := store.feeds[0].Mapping
	if want, err := readMapping(form, f.Mapping, false); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("kept %+v, want %+v (%v)", got, want, err)
	}
}

func TestMappingFormsThatAreWrong(t *testing.T) {
	preview := previewOf(t, smallExport, nil, "weemss")
	for _, tt := range []struct {
		name string
		form func(url.Values)
		says string
	}{
		{"no column at all", func(v url.Values) {
			for _, f := range tickets.Fields {
				v.Set("column-"+string(f), "")
			}
		}, "choose which column is what"},
		{"nothing that tells tickets apart", func(v url.Values) {
			v.Set("column-identity", "")
			v.Set("column-order", "")
			v.Set("column-email", "")
		}, "Nothing says which ticket a row is."},
		{"a word that means nothing", func(v url.Values) { v["means"][0] = "perhaps" }, "must mean paid, awaiting or cancelled"},
		{"not what the page had", func(v url.Values) { v.Set("column-order", "x") }, "This form is not whole."},
		{"nor this", func(v url.Values) { v.Set("kept", "x") }, "This form is not whole."},
		{"a charset of their own", func(v url.Values) { v.Set("charset", "EBCDIC") }, "EBCDIC"},
	} {
		store := &fewFeeds{feeds: []access.Feed{shop()}}
		form := shownForm(preview)
		tt.form(form)
		w, err := ask(t, stagedoor.Owner, "en", "POST "+mappingRoute, mappingAt+"?do=save", form, deskPages(nil, store, &fakeRounds{}).SaveFeedMapping)
		if err != nil || w.Code != 422 || store.saved != 0 {
			t.Errorf("%s: %d, %v, saved %d times; want 422 and nothing", tt.name, w.Code, err, store.saved)
			continue
		}
		holds(t, tt.name, w.Body.String(), tt.says)
	}
}

func TestMappingOfAnUpload(t *testing.T) {
	f := access.Feed{ID: "shop", Mapping: tickets.Mapping{Preset: "weemss"}}
	store := &fewFeeds{feeds: []access.Feed{f}}
	preview := previewOf(t, smallExport, nil, "weemss")
	rs := &fakeRounds{preview: preview, report: access.Report{Round: access.Round{Result: access.RoundChanged}}}
	p := deskPages(nil, store, rs)
	w, err := ask(t, stagedoor.Owner, "en", "GET "+mappingRoute, mappingAt, nil, p.ShowFeedMapping)
	if err != nil {
		t.Fatal(err)
	}
	holds(t, "before a file", w.Body.String(), `enctype="multipart/form-data"`, "CSV, at most 64 MB. It is only looked at.")
	w, err = send(stagedoor.Owner, "en", "POST "+mappingRoute, upload(t, mappingAt, [][2]string{{"preset", "weemss"}}, "x.csv", smallExport), p.SaveFeedMapping)
	if err != nil || w.Code != http.StatusOK || rs.file != smallExport {
		t.Fatalf("looking at a file: %d, %v, read %d bytes; want the preview of it", w.Code, err, len(rs.file))
	}
	holds(t, "the preview", w.Body.String(), "Confirm the columns", "HX-1-1")
	w, err = send(stagedoor.Owner, "en", "POST "+mappingRoute, upload(t, mappingAt, [][2]string{{"preset", "weemss"}}, "", ""), p.SaveFeedMapping)
	if err != nil || w.Code != 422 {
		t.Errorf("without a file: %d, %v; want 422", w.Code, err)
	}
	var fields [][2]string
	for k, all := range shownForm(preview) {
		for _, v := range all {
			fields = append(fields, [2]string{k, v})
		}
	}
	w, err = send(stagedoor.Owner, "en", "POST "+mappingRoute, upload(t, mappingAt+"?do=save", fields, "x.csv", smallExport), p.SaveFeedMapping)
	if err != nil || w.Code != http.StatusSeeOther || store.saved != 1 || len(rs.done) != 1 {
		t.Errorf("confirmed with the file: %d, %v, saved %d, did %q; want 303, saved and run", w.Code, err, store.saved, rs.done)
	}
}

func FuzzReadMapping(f *testing.F) {
	f.Add(`column-identity=%7B%22name%22%3A%22A%22%7D&word=paid&means=paid&type=x&no-admit=x&kept=%7B%7D`)
	f.Add(`column-identity=&preset=pretix&word=a&word=b&means=`)
	f.Add(`column-identity=%5B%5D&kept=null`)
	f.Fuzz(func(t *testing.T, body string) {
		form, err := url.ParseQuery(body)
		if err != nil {
			return
		}
		m, err := readMapping(form, tickets.Mapping{Preset: "weemss"}, false)
		if err == nil && m.Validate() == nil {
			if _, err := tickets.Look(strings.NewReader(smallExport), &m, ""); stagedoor.KindOf(err) == stagedoor.Internal && err != nil {
				t.Errorf("a mapping that is good cannot be looked with: %v", err)
			}
		}
	})
}
