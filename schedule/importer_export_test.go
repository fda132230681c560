package schedule

import "context"

// Look is a look at the URL as the clock's.
func (im *Importer) Look(ctx context.Context) error {
	im.init()
	_, _, err := im.look(ctx, nil)
	return err
}

// Tick is the clock's.
func (im *Importer) Tick(ctx context.Context) {
	im.init()
	im.tick(ctx, true)
}
