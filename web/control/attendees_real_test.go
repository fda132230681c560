package control

import "stagedoor/access"

// What is wired in has what the pages ask for.
var (
	_ Desk   = (*access.Desk)(nil)
	_ Feeds  = access.FeedStore(nil)
	_ Rounds = (*access.Rounds)(nil)
)
