package demo

import (
	"bytes"
	"embed"
	"fmt"
	"time"

	"stagedoor/live"
	"stagedoor/live/rtmp"
)

//go:embed clips/*.flv
var clipFiles embed.FS

// clipLength is how long make.sh makes each clip.
const clipLength = 16 * time.Second

// A clip is what a pretend camera films, over and over.
type clip struct {
	tracks  []live.Track
	samples []live.Sample // in the order in which an encoder sends them, from DTS 0
}

// openClip reads the clip of a stage.
func openClip(stage string) (*clip, error) {
	data, err := clipFiles.ReadFile("clips/" + stage + ".flv")
	if err != nil {
		return nil, fmt.Errorf("demo: no clip for %s: %w", stage, err)
	}
	film, err := rtmp.ReadFLV(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("demo: the clip of %s: %w", stage, err)
	}
	c := &clip{tracks: film.Tracks, samples: film.Samples}
	c.whole()
	return c, nil
}

// whole has each track begin at 0 and the sound last as long as the picture:
// the encoder's first frame of sound, which is silence, is missing in the file.
func (c *clip) whole() {
	var first, last [2]*live.Sample
	frames := 0
	for i := range c.samples {
		s := &c.samples[i]
		if first[s.Track] == nil {
			first[s.Track] = &live.Sample{DTS: s.DTS}
		}
		s.DTS -= first[s.Track].DTS
		last[s.Track] = s
		if s.Track == sound {
			frames++
		}
	}
	want := int(clipLength*time.Duration(c.tracks[sound].Scale)/time.Second) / live.AACFrame
	for ; frames < want; frames++ {
		next := *last[sound]
		next.DTS = int64(frames) * live.AACFrame
		c.samples = append(c.samples, next)
	}
}

// sound is the second track of a clip, behind the picture.
const sound = 1

// at is when a sample of the n-th round is due, and its DTS.
func (c *clip) at(s live.Sample, round int) (due time.Duration, dts int64) {
	scale := int64(c.tracks[s.Track].Scale)
	dts = s.DTS + int64(round)*int64(clipLength/time.Second)*scale
	return time.Duration(dts/scale)*time.Second + time.Duration(dts%scale)*time.Second/time.Duration(scale), dts
}
