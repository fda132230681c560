package control

import (
	"context"
	"time"

	"stagedoor/web/ui"
)

// What an encoder should send, and how far it may be off before somebody is
// told. Each warning is explained in docs/producer.md.
const (
	keyLate   = 2500 * time.Millisecond // a segment is cut at 2.4 s
	keyEarly  = 500 * time.Millisecond
	driftMost = 80 * time.Millisecond // people see it from about here
	// Sound that comes in a second after its picture, or two before it, the
	// program does not wait for: silence stands in. A frame of it, and what a
	// mean hides, is taken off.
	soundLate  = 920 * time.Millisecond
	soundEarly = 2 * time.Second
	// unseenLong is longer than a key frame of 2 s is waited for.
	unseenLong = 3 * time.Second

	widest     = 1920
	highest    = 1080
	rateLeast  = 20    // frames a second
	rateMost   = 60.5  // and a little, for a clock that is off
	bitsMost   = 8e6   // a second: more than a café's line carries
	bitsLeast  = 0.005 // for a pixel of a frame: 0.3 Mbit/s for 1080p30, which x264 needs for a slide; a hall needs more, but how much is coded a rate does not tell
	bitsGood   = 0.05  // likewise: 3.1 Mbit/s
	swingKnown = 24    // seconds
	swingOver  = 4     // seconds that are averaged: two key frames' worth
	swingMost  = 3     // times
)

// warnings are what is wrong with what comes, the worst first, each with what
// to set; by is what the encoder calls itself.
func warnings(ctx context.Context, f Figures, by string) (out []string) {
	say := func(words string) { out = append(out, words) }
	p := f.Picture
	if p == nil && f.Sound == nil {
		return nil // nothing has come yet
	}
	if p != nil && f.Unseen > unseenLong {
		say(ui.T(ctx, "Viewers do not see this picture yet: it begins at its next key frame."))
	}
	if f.Silent {
		return []string{ui.T(ctx, "Nothing comes: the encoder is connected and sends neither picture nor sound.")}
	}
	if f.Stopped {
		p = nil // what it was like is not what is wrong
	}
	if p == nil {
		say(ui.T(ctx, "No picture: the encoder sends sound alone."))
	} else if !plays(p.Profile) {
		say(ui.T(ctx, "Browsers do not play this picture: set the profile High and the colour format NV12."))
	}
	if f.Sound == nil {
		say(ui.T(ctx, "No sound: the encoder sends none."))
	}
	if p != nil && f.Pace > 0 {
		say(paceWarning(ctx, f.Pace, by))
	}
	if f.Gaps > 0 && !f.Stopped {
		say(ui.N(ctx, f.Gaps, "The picture stops now and then: %d gap in the last minute.", "The picture stops now and then: %d gaps in the last minute."))
	}
	if p != nil {
		out = append(out, keyWarnings(ctx, *p, by)...)
	}
	if p != nil && f.Sound != nil {
		switch ms := int(f.Drift.Milliseconds()); {
		case f.SoundAfter >= soundLate:
			say(ui.T(ctx, "Viewers hear silence: the sound comes %s s after its picture. Take its delay away, or restart the encoder.", decimal(ctx, f.SoundAfter.Seconds(), 1)))
		case f.SoundAfter <= -soundEarly:
			say(ui.T(ctx, "Viewers hear silence: the sound comes %s s before its picture. Take the picture’s delay away, or restart the encoder.", decimal(ctx, -f.SoundAfter.Seconds(), 1)))
		case f.Drift >= driftMost:
			say(ui.T(ctx, "The sound is %d ms late.", ms))
		case f.Drift <= -driftMost:
			say(ui.T(ctx, "The sound is %d ms early.", -ms))
		}
	}
	if p != nil {
		out = append(out, sizeWarnings(ctx, *p)...)
	}
	if f.Stopped || f.Pace > 0 {
		return out // nor is what is left of its rate, or what its haste makes of it
	}
	return append(out, rateWarnings(ctx, f)...)
}

// plays reports whether browsers play a profile_idc: Baseline, Main, High.
func plays(profile byte) bool { return profile == 66 || profile == 77 || profile == 100 }

func paceWarning(ctx context.Context, pace float64, by string) string {
	places := 1
	if pace >= 10 {
		places = 0
	}
	times := decimal(ctx, pace, places)
	if name, _, _ := encoderName(by); name == "ffmpeg" {
		return ui.T(ctx, "The encoder sends %s times as fast as real time: add -re in ffmpeg.", times)
	}
	return ui.T(ctx, "The encoder sends %s times as fast as real time: let it send in real time.", times)
}

func keyWarnings(ctx context.Context, p Picture, by string) []string {
	every := decimal(ctx, p.KeyEvery.Seconds(), 1)
	name, _, known := encoderName(by)
	switch {
	case p.KeyEvery >= keyLate && known:
		return []string{ui.T(ctx, "Key frames are %s s apart: set 2 s in %s.", every, name)}
	case p.KeyEvery >= keyLate:
		return []string{ui.T(ctx, "Key frames are %s s apart: set 2 s in the encoder.", every)}
	case p.KeyEvery > 0 && p.KeyEvery < keyEarly:
		return []string{ui.T(ctx, "Key frames are only %s s apart: with 2 s the picture gets sharper.", decimal(ctx, p.KeyEvery.Seconds(), 2))}
	}
	return nil
}

func sizeWarnings(ctx context.Context, p Picture) (out []string) {
	if max(p.Width, p.Height) > widest || min(p.Width, p.Height) > highest {
		out = append(out, ui.T(ctx, "%d × %d is more than many devices play: set 1920 × 1080.", p.Width, p.Height))
	}
	switch {
	case p.FrameRate > rateMost:
		out = append(out, ui.T(ctx, "%s frames a second are more than many devices play: set 60 or fewer.", decimal(ctx, p.FrameRate, 0)))
	case p.FrameRate > 0 && p.FrameRate < rateLeast:
		out = append(out, ui.T(ctx, "Only %s frames a second come: is the encoder's machine too slow?", decimal(ctx, p.FrameRate, 0)))
	}
	return out
}

func rateWarnings(ctx context.Context, f Figures) []string {
	p := f.Picture
	if f.BitRate > bitsMost {
		return []string{ui.T(ctx, "%s Mbit/s are more than many lines carry: set 6 or less.", megabits(ctx, f.BitRate))}
	}
	if low, high, swings := swing(f.Minute); swings {
		return []string{ui.T(ctx, "The bitrate swings between %s and %s Mbit/s: set CBR.", megabits(ctx, low), megabits(ctx, high))}
	}
	if p != nil && f.BitRate > 0 {
		if pixels := float64(p.Width*p.Height) * max(p.FrameRate, rateLeast); float64(f.BitRate) < pixels*bitsLeast {
			return []string{ui.T(ctx, "%s Mbit/s are little for %d × %d: set %s or more.", megabits(ctx, f.BitRate), p.Width, p.Height, megabits(ctx, int(pixels*bitsGood)))}
		}
	}
	return nil
}

// swing finds the lowest and the highest bit rate of a minute, over a few
// seconds each; it swings when they are far apart. A gap is another warning's,
// and so are the seconds around it.
func swing(minute []Second) (low, high int, swings bool) {
	if len(minute) < swingKnown {
		return 0, 0, false
	}
	for _, s := range minute {
		if s.Gap {
			return 0, 0, false
		}
	}
	for i := swingOver; i <= len(minute); i++ {
		bits := 0
		for _, s := range minute[i-swingOver : i] {
			bits += s.Bits
		}
		bits /= swingOver
		if i == swingOver {
			low = bits
		}
		low, high = min(low, bits), max(high, bits)
	}
	return low, high, high > swingMost*low
}
