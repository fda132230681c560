package main

import (
	"stagedoor"
	"stagedoor/schedule"
	"stagedoor/store"
)

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
