package store_test

import (
	"stagedoor/access"
	"stagedoor/store"
)

// The database is all that the door, the letters' codes and the crew need.
var (
	_ access.DoorStore = (*store.DB)(nil)
	_ access.LineStore = (*store.DB)(nil)
	_ access.CrewStore = (*store.DB)(nil)
)
