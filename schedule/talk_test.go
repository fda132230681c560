package schedule_test

import (
	"strings"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/schedule"
)

func TestValidateTalk(t *testing.T) {
	nine := time.Date(2027, 5, 13, 9, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		name  string
		spoil func(*stagedoor.Talk)
		want  string
	}{
		{"as it is", func(*stagedoor.Talk) {}, ""},
		{"no id", func(t *stagedoor.Talk) { t.ID = "" }, "The talk's id"},
		{"no title", func(t *stagedoor.Talk) { t.Title = "" }, "needs a title"},
		{"a title of two lines", func(t *stagedoor.Talk) { t.Title = "a\nb" }, "one line"},
		{"no end", func(t *stagedoor.Talk) { t.Ends = time.Time{} }, "a start and an end"},
		{"ends as it starts", func(t *stagedoor.Talk) { t.Ends = t.Starts }, "ends before it starts"},
		{"a month long", func(t *stagedoor.Talk) { t.Ends = t.Starts.AddDate(0, 1, 0) }, "longer than a week"},
		{"a language by name", func(t *stagedoor.Talk) { t.Language = "Bulgarian!" }, "not written like en"},
		{"nobody's name", func(t *stagedoor.Talk) { t.People = []string{"Ada", ""} }, "people"},
		{"a book", func(t *stagedoor.Talk) { t.Abstract = strings.Repeat("x", 20001) }, "abstract"},
	} {
		talk := stagedoor.Talk{ID: "keynote", Stage: "hall", Title: "Начало", People: []string{"Ада"}, Language: "bg", Starts: nine, Ends: nine.Add(time.Hour)}
		tt.spoil(&talk)
		err := schedule.ValidateTalk(talk)
		if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.want)
		}
	}
}
