package main

import (
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"stagedoor"
)

// TestCrewAddOffersRolesWithARoom: a moderator's account would open nothing yet.
func TestCrewAddOffersRolesWithARoom(t *testing.T) {
	for _, role := range stagedoor.Roles {
		parser, err := kong.New(&crewCmd{})
		if err != nil {
			t.Fatal(err)
		}
		_, err = parser.Parse([]string{"add", "--public-url", "https://live.hexagon.example", "--role", string(role)})
		if none := role == stagedoor.Moderator; (err != nil) != none || none && strings.Count(err.Error(), "moderator") != 1 {
			t.Errorf("--role %s: %v", role, err)
		}
	}
}
