//go:build corpus

package stage_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"stagedoor/stage"
)

// corpusErrors are words of the sentence for each error that the samples name.
var corpusErrors = map[string]string{
	"chat_url":                "the chat beside a Vimeo event",
	"not_a_video":             "not a video or an event",
	"manage_url":              "back office",
	"host_not_allowed":        "not from Vimeo, YouTube or Twitch",
	"userinfo_not_allowed":    "without them",
	"handle_needs_channel_id": "only by its id",
	"bad_id":                  "11 characters",
	"not_a_channel":           "not a channel, a video or a clip",
	"insecure":                "without encryption",
	"ingest_url":              "where an encoder sends to",
	"scheme_not_allowed":      "begin with https://",
}

func TestCorpus(t *testing.T) {
	dir := os.Getenv("STAGEDOOR_CORPUS")
	if dir == "" {
		t.Fatal("STAGEDOOR_CORPUS is not set: run ./test corpus DIR")
	}
	f, err := os.Open(filepath.Join(dir, "embeds", "embed_urls.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comma, r.LazyQuotes, r.FieldsPerRecord = '\t', true, -1
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, row := range rows[1:] {
		input, status, provider, kind, id, hash, embed, note := row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7]
		n++
		s, err := stage.ParseSource(input, stage.Options{})
		if status == "error" {
			code, _, _ := strings.Cut(strings.TrimPrefix(note, "error="), " ")
			want, known := corpusErrors[code]
			if err == nil || !known || !strings.Contains(err.Error(), want) {
				t.Errorf("%s (%s): %+v, %v; want %q", input, code, s, err, want)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", input, err)
			continue
		}
		gotKind, gotID := strings.TrimPrefix(string(s.Kind), s.Kind.Provider()+"-"), s.Ref
		if s.Kind == stage.HLS {
			gotKind, gotID = "live", s.URL
		}
		embed = strings.ReplaceAll(embed, "{host}", host)
		if s.Kind.Provider() != provider || gotKind != kind || gotID != id || s.Hash != hash || s.Embed(host) != embed {
			t.Errorf("%s:\ngot  %s %s %s %s %s\nwant %s %s %s %s %s", input, s.Kind.Provider(), gotKind, gotID, s.Hash, s.Embed(host), provider, kind, id, hash, embed)
		}
	}
	if n == 0 {
		t.Error("the samples hold no row")
	}
	t.Logf("%d rows", n)
}
