package demo

import (
	"context"
	"fmt"
	"time"

	"stagedoor/live/rtmp"
)

// A camera dials again this long after its line broke.
const redial = 2 * time.Second

// Film has a pretend camera of a stage publish its clip over and over: to
// address, like rtmp://host:1935/live, with its stream key, as any encoder
// does. It dials again whenever the line breaks, until Start's ctx is done.
func (d *Demo) Film(stage, address, key string) error {
	c, err := openClip(stage)
	if err != nil {
		return err
	}
	d.run(func() error {
		for d.ctx.Err() == nil {
			if err := c.publish(d.ctx, address, key); err != nil && d.ctx.Err() == nil {
				d.log.Info("a camera's line broke", "stage", stage, "err", err)
			}
			select {
			case <-d.ctx.Done():
			case <-time.After(redial):
			}
		}
		return nil
	})
	return nil
}

// publish sends the clip, in time, until the line breaks or ctx is done.
func (c *clip) publish(ctx context.Context, address, key string) error {
	line, err := rtmp.Dial(ctx, address, key)
	if err != nil {
		return err
	}
	defer line.Close()
	if err := line.SetTracks(c.tracks); err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	begun := time.Now()
	wait := time.NewTimer(0)
	defer wait.Stop()
	for round := 0; ; round++ {
		for _, s := range c.samples {
			due, dts := c.at(s, round)
			wait.Reset(time.Until(begun.Add(due)))
			select {
			case <-ctx.Done():
				return nil
			case <-wait.C:
			}
			s.DTS = dts
			if err := line.Write(s); err != nil {
				return err
			}
		}
	}
}
