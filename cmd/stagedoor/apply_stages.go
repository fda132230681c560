package main

import (
	"slices"

	"stagedoor"
	"stagedoor/stage"
)

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
		fields := e.fields("id", "name", "gel", "sources")
		for _, f := range fields {
			setStage(f, &s)
			if f.key == "sources" {
				var others []yamlField
				s.Ladder, others = mergeLadder(f.yamlNode, s, o)
				shown = append(shown, others...)
			}
		}
		s = s.LetGo()
		judgeEach(fields, stage.Stage{ID: "a", Name: "A", Gel: stagedoor.GelOf(0)}, setStage, stage.Stage.Validate)
		e.judge(s.Validate())
		if _, err := out.Find(id); err == nil && id != "" {
			e.fail("There is a stage with this id already.")
		}
		out = append(out, s)
	}
	for _, f := range shown {
		if _, err := out.Find(stagedoor.StageID(f.text())); err != nil && named(out) {
			f.judge(stagedoor.Errorf(stagedoor.Invalid, "There is no stage with this id."))
		}
	}
	if !n.wrong(maxDepth) {
		n.failed(out.Validate())
	}
	return out
}

func setStage(f yamlField, s *stage.Stage) {
	switch f.key {
	case "id":
		s.ID = stagedoor.StageID(f.text())
	case "name":
		s.Name = f.text()
	case "gel":
		s.Gel = f.text()
	}
}

// named reports whether each stage has an id, so that one that is missing is.
func named(l stage.Stages) bool {
	return !slices.ContainsFunc(l, func(s stage.Stage) bool { return s.ID == "" })
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
			e.judge(stagedoor.Errorf(stagedoor.Invalid, "A source needs a url, a slate with its sentence, the id of another stage, or ingest: true for an encoder."))
		}
		e.judge(r.Validate())
		if !e.wrong(maxDepth) {
			out = append(out, r)
		}
	}
	return out, others
}
