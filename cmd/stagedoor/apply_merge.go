package main

import (
	"slices"

	"stagedoor"
	"stagedoor/stage"
	"stagedoor/store"
)

// merge lays a conference file over the settings as they are: a key that is
// absent stays, a list that is present is the whole list, its entries known by
// their id. Talks are a programme as read, so one is all that its entry says.
// was is changed in place. The error names the file's mistakes.
func merge(root yamlNode, was store.Settings, o stage.Options) (store.Settings, error) {
	*root.file = yamlFile{}
	s := was
	fields := root.fields("conference", "letter_texts", "stages", "talks", "feeds")
	for _, section := range []struct {
		key  string
		read func(yamlNode)
	}{ // talks need the zone and the stages, whatever the file's order
		{"conference", func(n yamlNode) { mergeConference(n, &s.Conference) }},
		{"letter_texts", func(n yamlNode) { mergeLetterTexts(n, &s.Conference) }},
		{"stages", func(n yamlNode) { s.Stages = mergeStages(n, was.Stages, o) }},
		{"talks", func(n yamlNode) { s.Talks = readProgramme(n, s) }},
		{"feeds", func(n yamlNode) { s.Feeds = mergeFeeds(n, was.Feeds) }},
	} {
		for _, f := range fields {
			if f.key == section.key {
				section.read(f.yamlNode)
			}
		}
	}
	s.Talks = slices.DeleteFunc(slices.Clone(s.Talks), func(t stagedoor.Talk) bool {
		_, err := s.Stages.Find(t.Stage)
		return err != nil // it goes with its stage
	})
	return s, root.file.err()
}
