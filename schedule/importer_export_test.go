package schedule

import "context"

// Look is a look at the URL as the clock's.
func (im *Importer) Look(ctx context.Context) error {
	im.init()
	_, _, err := im.look(ctx, nil)
	return err
}

// Sweep is the clock's, when there is no URL.
func (im *Importer) Sweep(ctx context.Context) error {
	k, err := im.Store.Programme(ctx)
	if err != nil {
		return err
	}
	return im.sweep(ctx, k)
}
