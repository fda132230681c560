package control

import (
	"fmt"
	"testing"

	"stagedoor/schedule"
)

// TestEachRoomStandsOnce: of two lines for one room the second would win
// whatever was chosen in the first, and a room whose stage is gone must not
// show the first stage there is as its own.
func TestEachRoomStandsOnce(t *testing.T) {
	stages := []schedule.Stage{{ID: "hall", Name: "Great Hall"}, {ID: "cellar", Name: "Cellar"}}
	for _, tt := range []struct {
		name    string
		decided []schedule.Room
		waiting []schedule.RoomCount
		want    string // "name is new talks" of each
	}{
		{"nothing", nil, nil, "[]"},
		{"decided", []schedule.Room{{Name: "A", Stage: "hall"}, {Name: "B"}}, nil, "[{A 0 hall false} {B 0 - false}]"},
		{"one waits", []schedule.Room{{Name: "A", Stage: "hall"}}, []schedule.RoomCount{{Name: "B", Talks: 2}}, "[{B 2  true} {A 0 hall false}]"},
		{"one waits and has a stage's name", nil, []schedule.RoomCount{{Name: "cellar", Talks: 1}}, "[{cellar 1 cellar true}]"},
		{"the stage is gone", []schedule.Room{{Name: "A", Stage: "attic"}, {Name: "B", Stage: "hall"}}, nil, "[{A 0  true} {B 0 hall false}]"},
		{"the stage is gone, and its talks wait", []schedule.Room{{Name: "A", Stage: "attic"}}, []schedule.RoomCount{{Name: "A", Talks: 3}}, "[{A 3  true}]"},
		{"decided since the reading", []schedule.Room{{Name: "A", Stage: "hall"}}, []schedule.RoomCount{{Name: "A", Talks: 3}}, "[{A 0 hall false}]"},
	} {
		known := schedule.Known{Stages: stages, Settings: schedule.Settings{Rooms: tt.decided}, Reading: schedule.Reading{Rooms: tt.waiting}}
		if got := fmt.Sprint(roomLines(known)); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}
