package main

import (
	"context"

	"stagedoor/stage"
)

// stages are the parts of a wiring that this file joins.
type stages struct {
	keeper   *stage.Keeper
	watcher  *stage.Watcher
	audience *stage.Audience
}

// joinStages makes what decides what the stages show, and what counts who
// watches.
func (w *wiring) joinStages(node string) {
	w.keeper = stage.NewKeeper(w.db, w.board, node, w.log)
	w.watcher = stage.NewWatcher(stage.WatchOptions{AllowPrivate: w.flags.AllowPrivateFeeds, Log: w.log}, w.keeper.Heard)
	w.keeper.Eyes = w.watcher
	w.audience = &stage.Audience{Store: w.db, Pages: func() map[string]int { return w.hub.Audience() }, Board: w.board, Node: node, Log: w.log}
	w.bus.Listen(w.keeper.Changed)
}

// keepStages keeps stages until ctx ends, and then looks at no playlist any
// more.
func (w *wiring) keepStages(ctx context.Context) {
	defer w.watcher.Close()
	w.keeper.Run(ctx)
}
