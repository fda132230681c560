package control

import (
	"context"
	"fmt"
	"math"
	"regexp"
	"strings"
	"time"

	"stagedoor/stage"
	"stagedoor/web/ui"
)

// sendingWord is the headline of an encoder's figures: "1080p30, H.264 + AAC,
// 3.1 Mbit/s".
func sendingWord(ctx context.Context, f Figures) string {
	if f.Picture == nil && f.Sound == nil {
		return ui.T(ctx, "Connected; nothing has come yet")
	}
	var all, codecs []string
	if p := f.Picture; p != nil && !f.Stopped {
		all = append(all, sizeWord(*p))
		codecs = append(codecs, p.Codec)
	}
	if f.Sound != nil && !f.Silent {
		codecs = append(codecs, f.Sound.Codec)
	}
	if len(codecs) > 0 {
		all = append(all, strings.Join(codecs, " + "))
	}
	return strings.Join(append(all, ui.T(ctx, "%s Mbit/s", megabits(ctx, f.BitRate))), ", ")
}

// sizeWord is a picture's size and frame rate: "1080p30", or "1080 × 1920, 25
// fps" for a size that has no such name.
func sizeWord(p Picture) string {
	rate := strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%.2f", p.FrameRate), "0"), ".")
	switch named := p.Width*9 == p.Height*16; {
	case named && p.FrameRate > 0:
		return fmt.Sprintf("%dp%s", p.Height, rate)
	case named:
		return fmt.Sprintf("%dp", p.Height)
	case p.FrameRate > 0:
		return fmt.Sprintf("%d × %d, %s fps", p.Width, p.Height, rate)
	}
	return fmt.Sprintf("%d × %d", p.Width, p.Height)
}

// timingWords is the line below it; how long ago the last key frame was stands
// behind it, and the script writes it.
func timingWords(ctx context.Context, f Figures) string {
	p := f.Picture
	if p == nil {
		return ""
	}
	var all []string
	if f.Sound != nil && !f.Stopped {
		all = append(all, ui.T(ctx, "sound %s ms", plusMinus(f.Drift)))
	}
	if f.Gaps == 0 {
		all = append(all, ui.T(ctx, "no gaps"))
	} else {
		all = append(all, ui.N(ctx, f.Gaps, "%d gap", "%d gaps"))
	}
	if f.Stopped {
		return strings.Join(all, ", ")
	}
	if p.KeyEvery > 0 {
		all = append(all, ui.T(ctx, "key frames %s s apart", decimal(ctx, p.KeyEvery.Seconds(), 1)))
	} else {
		all = append(all, ui.T(ctx, "one key frame so far"))
	}
	return strings.Join(all, ", ")
}

// plusMinus writes +12 and −4, in milliseconds.
func plusMinus(d time.Duration) string {
	switch ms := d.Milliseconds(); {
	case ms < 0:
		return fmt.Sprintf("−%d", -ms)
	case ms > 0:
		return fmt.Sprintf("+%d", ms)
	}
	return "0"
}

// megabits writes a bit rate in Mbit/s with one decimal.
func megabits(ctx context.Context, bits int) string { return decimal(ctx, float64(bits)/1e6, 1) }

// decimal writes a number in the page's language.
func decimal(ctx context.Context, f float64, places int) string {
	s := fmt.Sprintf("%.*f", places, f)
	if ui.Lang(ctx).Tag() == "bg" {
		return strings.Replace(s, ".", ",", 1)
	}
	return s
}

// encoderNames find what an encoder is in what it calls itself.
var encoderNames = []struct {
	form *regexp.Regexp
	name string
}{
	{regexp.MustCompile(`(?i)libobs version ([0-9.]+)`), "OBS"},
	{regexp.MustCompile(`(?i)\bobs\b[- /]*(?:studio)?[- /]*([0-9.]*)`), "OBS"},
	{regexp.MustCompile(`(?i)vmix[- /]*([0-9.]*)`), "vMix"},
	{regexp.MustCompile(`(?i)\bLavf([0-9.]*)`), "ffmpeg"},
	{regexp.MustCompile(`(?i)\bStagedoor\b[ /]*([0-9.]*)`), "Stagedoor"}, // a camera of the demo's
	{regexp.MustCompile(`(?i)wirecast[- /]*([0-9.]*)`), "Wirecast"},
}

// encoderName is what the crew calls an encoder, and its version; what we do
// not know is as it calls itself.
func encoderName(calls string) (name, version string, known bool) {
	for _, n := range encoderNames {
		if m := n.form.FindStringSubmatch(calls); m != nil {
			return n.name, strings.Trim(m[1], "."), true
		}
	}
	return calls, "", false
}

// sendsWord says who sends: "OBS 31.1 from 10.0.0.4".
func sendsWord(ctx context.Context, e stage.Encoder) string {
	name, version, known := encoderName(e.Encoder)
	switch {
	case e.Encoder == "":
		return ui.T(ctx, "An encoder from %s", e.Remote)
	case known && name != "ffmpeg" && version != "": // ffmpeg's is its library's
		name += " " + version
	}
	return ui.T(ctx, "%s from %s", name, e.Remote)
}

// ingestState says who sends to a rung that has a picture.
func ingestState(ctx context.Context, s Seat, r stage.Source) string {
	for _, one := range s.Sendings {
		if one.Rung.ID == r.ID && one.Coming() {
			return ui.T(ctx, "%s, since %s", sendsWord(ctx, one.By), ui.When(ctx, one.By.Since))
		}
	}
	if h := s.Air.Health[r.ID]; h.State == stage.Up {
		return ui.T(ctx, "Steady since %s", ui.When(ctx, h.Since))
	}
	return ui.T(ctx, "Not looked at yet")
}

// turnedAwayWord says who was not let in, and why.
func turnedAwayWord(ctx context.Context, r stage.Refusal) string {
	return ui.T(ctx, "Refused at %s, an encoder from %s. It was told: “%s”", seconds(ctx, r.At), r.Remote, ui.Say(ctx, r.Says))
}

// machineOf is the machine of a node's name.
func machineOf(node string) string {
	machine, _, _ := strings.Cut(node, "/")
	return machine
}

// playingWord sums what the players said; empty while none did. Start and
// behind are medians over the last minute, stalls and errors its sums.
func playingWord(ctx context.Context, p stage.Playing) string {
	if p.Beacons == 0 {
		return ""
	}
	var all []string
	if d := p.Starts.Median(); d > 0 {
		all = append(all, ui.T(ctx, "start %s s", decimal(ctx, tenth(d), 1)))
	}
	all = append(all, ui.N(ctx, p.Stalls, "%d stall a minute", "%d stalls a minute"))
	if d := p.Behinds.Median(); d > 0 {
		all = append(all, ui.T(ctx, "%s s behind", decimal(ctx, tenth(d), 1)))
	}
	all = append(all, ui.N(ctx, p.Errors, "%d error", "%d errors"))
	return ui.T(ctx, "Players: %s", strings.Join(all, ", "))
}

func tenth(d time.Duration) float64 { return math.Round(d.Seconds()*10) / 10 }
