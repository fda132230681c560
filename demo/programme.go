package demo

import (
	"fmt"
	"time"

	"github.com/goccy/go-yaml"
)

// What `stagedoor apply` reads, as far as the demo has something to say.
type (
	conferenceFile struct {
		Conference conference `yaml:"conference"`
		Stages     []stage    `yaml:"stages"`
		Talks      []talk     `yaml:"talks"`
		Feeds      []feed     `yaml:"feeds"`
	}
	conference struct {
		Name       string `yaml:"name"`
		Sentence   string `yaml:"sentence"`
		Zone       string `yaml:"zone"`
		Language   string `yaml:"language"`
		Starts     string `yaml:"starts"`
		Ends       string `yaml:"ends"`
		DoorsOpen  string `yaml:"doors_open"`
		DoorsClose string `yaml:"doors_close"`
		Contact    string `yaml:"contact"`
		Letters    string `yaml:"letters"`
	}
	stage struct {
		ID      string   `yaml:"id"`
		Name    string   `yaml:"name"`
		Gel     string   `yaml:"gel"`
		Sources []source `yaml:"sources"`
	}
	source struct {
		ID     string `yaml:"id"`
		Title  string `yaml:"title,omitempty"`
		Ingest bool   `yaml:"ingest,omitempty"`
		Slate  string `yaml:"slate,omitempty"`
	}
	talk struct {
		ID       string   `yaml:"id"`
		Stage    string   `yaml:"stage"`
		Title    string   `yaml:"title"`
		People   []string `yaml:"people,omitempty"`
		Abstract string   `yaml:"abstract,omitempty"`
		Language string   `yaml:"language,omitempty"`
		Starts   string   `yaml:"starts"`
		Ends     string   `yaml:"ends"`
		Break    bool     `yaml:"break,omitempty"`
		NoRecord bool     `yaml:"no_record,omitempty"`
	}
	feed struct {
		ID     string `yaml:"id"`
		Name   string `yaml:"name"`
		URL    string `yaml:"url"`
		Preset string `yaml:"preset"`
		Every  string `yaml:"every"`
		// The organiser's confirmation of which column is what: without one
		// no round of a vendor whose header is not public runs by itself.
		Mapping mapping `yaml:"mapping"`
	}
	mapping struct {
		Columns map[string][]string `yaml:"columns"`
	}
)

// The rungs of the demo's stages that are published to.
const (
	Camera     = "camera" // on each stage: the pretend one, see Film
	OwnPicture = "own"    // on the first, above it: for an encoder of one's own
)

// Stages lists the demo's stages, in their order.
var Stages = []string{"hall", "foundry", "attic"}

// Conference writes the demo's conference as YAML for `stagedoor apply`: on
// each stage a talk is on at now, with some before it and more to come. It
// depends on now to five minutes and on where the pieces are.
func Conference(now time.Time, at Addresses) ([]byte, error) {
	town, zone := where(now)
	now = now.In(zone).Truncate(5 * time.Minute)
	var talks []talk
	for _, s := range stageTalks {
		talks = append(talks, place(s.stage, s.talks, now)...)
	}
	first, last := talks[0].Starts, talks[0].Ends
	for _, t := range talks { // RFC 3339 in one zone sorts as text, but for the hour clocks go back in
		first, last = min(first, t.Starts), max(last, t.Ends)
	}
	ends := max(day(last), now.AddDate(0, 0, 1).Format(time.DateOnly))
	closing, err := time.ParseInLocation(time.DateOnly, ends, zone)
	if err != nil {
		return nil, fmt.Errorf("demo: the last day: %w", err)
	}
	out, err := yaml.Marshal(conferenceFile{
		Conference: conference{
			Name:       "Hexagon Conf (demo)",
			Sentence:   "Three stages, live from a pretend " + town + ".", // how many days is up to now
			Zone:       zone.String(),
			Language:   "en",
			Starts:     day(first),
			Ends:       ends,
			DoorsOpen:  clock(now.Add(-6 * time.Hour)),
			DoorsClose: clock(closing.AddDate(0, 0, 1)),
			Contact:    "hello@hexagon.example",
			Letters:    "open",
		},
		Stages: []stage{
			{"hall", "Great Hall", "azure", []source{
				{ID: OwnPicture, Title: "Your own picture", Ingest: true},
				{ID: Camera, Title: "Camera in the Great Hall", Ingest: true},
				{ID: "slate", Title: "Holding picture", Slate: "The Great Hall is back in a moment."},
			}},
			{"foundry", "Foundry", "rose", []source{
				{ID: Camera, Title: "Camera in the Foundry", Ingest: true},
				{ID: "slate", Title: "Holding picture", Slate: "The Foundry is back in a moment."},
			}},
			{"attic", "Attic", "green", []source{
				{ID: Camera, Title: "Camera in the Attic", Ingest: true},
				{ID: "slate", Title: "Holding picture", Slate: "The Attic is back in a moment."},
			}},
		},
		Talks: talks,
		Feeds: []feed{{ID: "shop", Name: "Ticket shop (pretend)", URL: at.Export, Preset: "weemss", Every: "5s", Mapping: mapping{Columns: exportColumns}}},
	})
	if err != nil {
		return nil, fmt.Errorf("demo: write the conference: %w", err)
	}
	return out, nil
}

// where is the town that the demo plays in: Sofia, and from ten in the evening to
// eight there one on whose clocks, which nobody changes, it is noon to evening
// then. All talks, four hours to either side, are then of one day, which begins
// at four.
func where(now time.Time) (town string, zone *time.Location) {
	zone = sofia()
	if h := now.In(zone).Hour(); h >= 8 && h < 22 {
		return "Sofia", zone
	}
	if west, err := time.LoadLocation("America/Phoenix"); err == nil {
		return "Phoenix", west
	}
	return "Sofia", zone
}

// place puts a stage's talks one after the other, so that the one marked now
// began ten minutes ago.
func place(stage string, planned []plannedTalk, now time.Time) []talk {
	at := now.Add(-10 * time.Minute)
	for _, p := range planned {
		if p.now {
			break
		}
		at = at.Add(-p.length())
	}
	var out []talk
	for i, p := range planned {
		end := at.Add(p.length())
		out = append(out, talk{
			ID: fmt.Sprintf("%s-%02d", stage, i+1), Stage: stage,
			Title: p.title, People: p.people, Abstract: p.abstract, Language: p.language,
			Starts: clock(at), Ends: clock(end), Break: p.pause, NoRecord: p.noRecord,
		})
		at = end
	}
	return out
}

func clock(t time.Time) string { return t.Format(time.RFC3339) }

// day is the day of what clock wrote.
func day(clock string) string { return clock[:len(time.DateOnly)] }
