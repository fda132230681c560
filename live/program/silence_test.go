package program

import (
	"bytes"
	"os/exec"
	"strings"
	"testing"
)

// TestSilenceIsSilent has a real decoder read ten frames for each channel
// configuration.
func TestSilenceIsSilent(t *testing.T) {
	const frames = 10
	for configuration, channels := range map[int]int{1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6, 7: 8} {
		for index, rate := range map[byte]int{3: 48000, 4: 44100, 7: 22050} {
			var adts []byte
			for range frames {
				data := silence(channels)
				n := 7 + len(data)
				c := byte(configuration)
				adts = append(adts, 0xff, 0xf1, 1<<6|index<<2|c>>2, c<<6|byte(n>>11), byte(n>>3), byte(n<<5)|0x1f, 0xfc)
				adts = append(adts, data...)
			}
			cmd := exec.Command("ffmpeg", "-v", "warning", "-f", "aac", "-i", "-", "-f", "s16le", "-")
			var out, says bytes.Buffer
			cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(adts), &out, &says
			if err := cmd.Run(); err != nil {
				t.Fatalf("%d channels of %d Hz: %v\n%s", channels, rate, err, &says)
			}
			if got, want := out.Len(), frames*1024*2*channels; got != want {
				t.Errorf("%d channels of %d Hz: %d bytes, want %d", channels, rate, got, want)
			}
			if out.Len() > 0 && strings.Trim(out.String(), "\x00") != "" {
				t.Errorf("%d channels of %d Hz: it sounds", channels, rate)
			}
			for line := range strings.Lines(says.String()) {
				if !strings.Contains(line, "Estimating duration") {
					t.Errorf("%d channels of %d Hz: ffmpeg says %s", channels, rate, line)
				}
			}
		}
	}
	if silentFrame(pictureTrack(640, 360)) != nil {
		t.Error("a picture has a silent frame")
	}
}
