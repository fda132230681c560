package main

import (
	"time"

	"stagedoor"
	"stagedoor/schedule"
	"stagedoor/stage"
	"stagedoor/store"
)

func readProgramme(n yamlNode, s store.Settings) []stagedoor.Talk {
	var out []stagedoor.Talk
	nine := time.Date(2027, 5, 13, 9, 0, 0, 0, time.UTC)
	right := stagedoor.Talk{ID: "a", Title: "A", Starts: nine, Ends: nine.Add(time.Hour)}
	seen := map[stagedoor.TalkID]bool{}
	zone := s.Conference.Location()
	for _, e := range n.list() {
		t := stagedoor.Talk{ID: stagedoor.TalkID(entryID(e))}
		fields := e.fields("id", "stage", "title", "people", "abstract", "language", "starts", "ends", "break", "no_record")
		for _, f := range fields {
			switch f.key {
			case "starts": // only together with the other does it say anything
				t.Starts = fileTime(f.yamlNode, zone)
			case "ends":
				t.Ends = fileTime(f.yamlNode, zone)
			default:
				setTalk(f, &t)
			}
		}
		judgeEach(fields, right, setTalk, schedule.ValidateTalk)
		e.judge(schedule.ValidateTalk(t))
		checkStage(e, fields, t, s.Stages)
		if t.ID != "" && seen[t.ID] {
			e.fail("There is a talk with this id already.")
		}
		seen[t.ID] = true
		out = append(out, t)
	}
	return out
}

func setTalk(f yamlField, t *stagedoor.Talk) {
	switch f.key {
	case "id":
		t.ID = stagedoor.TalkID(f.text())
	case "stage":
		t.Stage = stagedoor.StageID(f.text())
	case "title":
		t.Title = f.text()
	case "people":
		t.People = f.texts()
	case "abstract":
		t.Abstract = f.text()
	case "language":
		t.Language = f.text()
	case "break":
		t.Break = f.flag()
	case "no_record":
		t.NoRecord = f.flag()
	}
}

// checkStage says whether the talk's stage is there, unless the stages' own
// ids could not be read.
func checkStage(e yamlNode, fields []yamlField, t stagedoor.Talk, all stage.Stages) {
	if t.Stage == "" {
		e.judge(stagedoor.Errorf(stagedoor.Invalid, "The talk needs a stage."))
	}
	stages := yamlNode{file: e.file, path: "stages"}
	if _, err := all.Find(t.Stage); err == nil || t.Stage == "" || stages.wrong(0) || !named(all) {
		return
	}
	for _, f := range fields {
		if f.key == "stage" {
			f.fail("There is no stage with this id.")
		}
	}
}
