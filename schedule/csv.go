package schedule

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"sync"
	"time"

	"stagedoor"
)

// The columns of a table.
const (
	colTitle    = "title"
	colDate     = "date"
	colStart    = "start"
	colEnd      = "end"
	colLength   = "duration"
	colRoom     = "room"
	colPeople   = "people"
	colAbstract = "abstract"
	colLanguage = "language"
	colID       = "id"
	colBreak    = "break"
	colNoRecord = "no recording"
)

// columns are the headers that are understood, in any case: English,
// Bulgarian, German. None stands twice.
var columns = map[string][]string{
	colTitle:    {"title", "talk", "name", "talk title", "session", "session title", "subject", "summary", "заглавие", "лекция", "тема", "име", "titel", "vortrag", "thema", "betreff"},
	colDate:     {"date", "day", "дата", "ден", "datum", "tag"},
	colStart:    {"start", "starts", "start time", "starts at", "begin", "from", "time", "start date", "начало", "начален час", "от", "час", "започва", "beginn", "anfang", "von", "startzeit", "uhrzeit"},
	colEnd:      {"end", "ends", "end time", "ends at", "until", "to", "end date", "край", "краен час", "до", "завършва", "ende", "bis", "endzeit"},
	colLength:   {"duration", "length", "minutes", "duration (minutes)", "duration (min)", "продължителност", "времетраене", "минути", "dauer", "länge", "minuten"},
	colRoom:     {"room", "stage", "track", "hall", "location", "venue", "зала", "сцена", "място", "raum", "saal", "bühne", "ort"},
	colPeople:   {"people", "speaker", "speakers", "speaker(s)", "person", "persons", "presenter", "presenters", "лектор", "лектори", "говорител", "говорители", "хора", "участници", "personen", "referent", "referenten", "referentin", "referent:in", "referent:innen", "sprecher", "vortragende", "vortragender"},
	colAbstract: {"abstract", "description", "about", "text", "описание", "резюме", "анотация", "beschreibung", "inhalt", "zusammenfassung"},
	colLanguage: {"language", "lang", "език", "sprache"},
	colID:       {"id", "guid", "uid", "uuid", "code", "identifier", "номер", "идентификатор", "kennung", "nummer"},
	colBreak:    {"break", "is break", "почивка", "pause"},
	colNoRecord: {"no recording", "no record", "do not record", "do_not_record", "no_record", "optout", "без запис", "keine aufzeichnung", "nicht aufzeichnen"},
}

// maxCells bounds what a table takes of the memory. A large real one has
// 30,000 cells, and as many commas again in its texts.
const maxCells = 1_000_000

// readCSV reads a table: the first line names the columns, in any order; a
// title and a start are needed, and an end or a duration.
func readCSV(r *reading, text []byte) error {
	text, comma := delimiter(text)
	if n := bytes.Count(text, []byte(string(comma))); n > maxCells {
		return stagedoor.Errorf(stagedoor.Invalid, "The table has more than %d cells. A programme has not.", maxCells)
	}
	in := csv.NewReader(bytes.NewReader(text))
	in.Comma, in.FieldsPerRecord, in.ReuseRecord = comma, -1, true
	header, err := in.Read()
	if err != nil {
		return badCSV(err)
	}
	t := table{r: r, in: in, at: map[string]int{}}
	for i, h := range header {
		t.name(i, h)
	}
	if missing := t.missing(); missing != "" {
		return stagedoor.Errorf(stagedoor.Invalid, "This is no programme that we know. If it is a table, its first line must name the columns: %q is missing there.", missing)
	}
	r.titleField = t.header(colTitle)
	for {
		row, err := in.Read()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return badCSV(err)
		}
		if strings.TrimSpace(strings.Join(row, "")) == "" {
			continue // spreadsheets leave such ones below the last row
		}
		if err := r.count(); err != nil {
			return err
		}
		t.talk(row)
	}
}

// delimiter finds what parts the columns, by the header or a line "sep=;".
func delimiter(text []byte) ([]byte, rune) {
	first, rest, _ := bytes.Cut(text, []byte("\n"))
	first = bytes.TrimSpace(first)
	if bytes.HasPrefix(first, []byte("sep=")) && len(first) == 5 && strings.ContainsRune(",;\t|", rune(first[4])) {
		return rest, rune(first[4])
	}
	best, most := ',', 0
	for _, c := range ",;\t|" {
		if n := bytes.Count(first, []byte(string(c))); n > most {
			best, most = c, n
		}
	}
	return text, best
}

// badCSV is what is said when a file is no CSV.
func badCSV(err error) error {
	at := 1
	var parse *csv.ParseError
	if errors.As(err, &parse) {
		at = parse.StartLine
	}
	return &stagedoor.Error{Kind: stagedoor.Invalid, Msg: "The row on line %d cannot be read: a quote there is not closed, or stands alone.", Args: []any{at}, Err: err}
}

// A table is a CSV file being read.
type table struct {
	r     *reading
	in    *csv.Reader
	at    map[string]int // our columns' places
	names []string       // the headers as written
}

// name takes the next header.
func (t *table) name(i int, header string) {
	header = line(header)
	t.names = append(t.names, clip(header))
	if column, known := columnOf()[stagedoor.Fold(header)]; known {
		if _, taken := t.at[column]; !taken {
			t.at[column] = i
		}
	}
}

// columnOf is our column of each header, folded.
var columnOf = sync.OnceValue(func() map[string]string {
	out := map[string]string{}
	for column, headers := range columns {
		for _, h := range headers {
			out[stagedoor.Fold(h)] = column
		}
	}
	return out
})

// missing is the column without which there is no programme.
func (t *table) missing() string {
	has := func(c string) bool { _, ok := t.at[c]; return ok }
	switch {
	case !has(colTitle):
		return colTitle
	case !has(colStart):
		return colStart
	case !has(colEnd) && !has(colLength):
		return colEnd
	}
	return ""
}

func (t *table) header(column string) string {
	if i, ok := t.at[column]; ok {
		return t.names[i]
	}
	return column
}

// talk makes a row a talk.
func (t *table) talk(row []string) {
	cell := func(column string) string {
		if i, ok := t.at[column]; ok && i < len(row) {
			return strings.TrimSpace(row[i])
		}
		return ""
	}
	n, _ := t.in.FieldPos(0)
	f := found{
		at: place{line: n}, foreign: cell(colID), room: cell(colRoom), title: cell(colTitle), people: parted(cell(colPeople)),
		abstract: []string{cell(colAbstract)}, language: cell(colLanguage), pause: truthy(cell(colBreak)), noRecord: truthy(cell(colNoRecord)),
	}
	var bad *fault
	f.starts, f.ends, bad = t.times(cell)
	if bad != nil {
		bad.field = t.header(bad.field)
		t.r.leaveOut(f.at, f.title, *bad)
		return
	}
	t.r.add(f)
}

// parted are the people of a cell: one per line, or parted by ; or else by
// commas.
func parted(cell string) []string {
	for _, mark := range []string{"\n", ";", "|"} {
		if strings.Contains(cell, mark) {
			return strings.Split(cell, mark)
		}
	}
	return strings.Split(cell, ",")
}

// times reads when a row's talk is. The day may have a column of its own, and
// an end without a day is the next time that clocks show it.
func (t *table) times(cell func(string) string) (starts, ends time.Time, bad *fault) {
	starts, ok := t.r.cellTime(cell(colStart))
	if !ok {
		at, timed := timeOfDay(hour(cell(colStart)))
		on, dated := cellDate(cell(colDate))
		switch {
		case cell(colStart) == "":
			return starts, ends, &fault{field: colStart}
		case !timed:
			return starts, ends, &fault{field: colStart, value: cell(colStart)}
		case !dated:
			return starts, ends, &fault{field: colDate, value: cell(colDate)}
		}
		starts = wall(on.Add(at), t.r.local())
	}
	if end := cell(colEnd); end != "" {
		if ends, ok := t.r.cellTime(end); ok {
			return starts, ends, nil
		}
		if at, ok := timeOfDay(hour(end)); ok {
			return starts, next(starts, at), nil
		}
		return starts, ends, &fault{field: colEnd, value: end}
	}
	length, ok := span(cell(colLength))
	switch {
	case cell(colLength) == "" && t.at[colLength] == 0 && t.names[0] != t.header(colLength):
		return starts, ends, &fault{field: colEnd}
	case cell(colLength) == "":
		return starts, ends, &fault{field: colLength}
	case !ok || length == 0:
		return starts, ends, &fault{field: colLength, value: cell(colLength)}
	}
	return starts, starts.Add(length), nil
}

// cellTime reads a date with its time, ISO or 13.05.2027 10:00.
func (c *clock) cellTime(s string) (time.Time, bool) {
	if t, ok := c.stamp(s); ok {
		return t, true
	}
	day, rest, _ := strings.Cut(s, " ")
	on, ok := cellDate(day)
	if !ok {
		return time.Time{}, false
	}
	at, ok := timeOfDay(hour(rest))
	if !ok {
		return time.Time{}, false
	}
	return wall(on.Add(at), c.local()), true
}

// cellDate reads 2027-05-13, 13.05.2027 and 13.5.2027 г.
func cellDate(s string) (time.Time, bool) {
	if t, ok := date(s); ok {
		return t, true
	}
	s = strings.TrimRight(s, " ,г.")
	t, err := time.Parse("2.1.2006", s)
	return t, err == nil && sane(t)
}

// hour takes what is written around a time: "г. 10:00 ч.", "10:00 Uhr".
func hour(s string) string {
	s = strings.TrimPrefix(strings.TrimSpace(s), "г.")
	s = strings.TrimSuffix(strings.TrimSpace(s), "ч.")
	s = strings.TrimSuffix(strings.TrimSpace(s), "Uhr")
	return strings.TrimSpace(s)
}
