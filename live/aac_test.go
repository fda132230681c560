package live

import (
	"errors"
	"strings"
	"testing"
)

func TestParseAudioSpecificConfig(t *testing.T) {
	for _, tt := range []struct {
		name, config           string
		scale, channels, codec int
	}{
		{"48 kHz stereo", "1190", 48000, 2, 2},
		{"44.1 kHz stereo", "1210", 44100, 2, 2},
		{"44.1 kHz mono, and what ffmpeg appends", "120856e500", 44100, 1, 2},
		{"48 kHz 5.1", "11b0", 48000, 6, 2},
		{"48 kHz 7.1", "11b8", 48000, 8, 2},
		{"a rate of its own", "17805dc010", 48000, 2, 2}, // samplingFrequencyIndex 15
		{"SBR over 24 kHz", "2b11 8800", 24000, 2, 5},
		{"PS over 24 kHz", "eb09 8800", 24000, 1, 29},
	} {
		t.Run(tt.name, func(t *testing.T) {
			config := unhex(t, tt.config)
			track, err := ParseAudioSpecificConfig(config)
			if err != nil {
				t.Fatal(err)
			}
			if track.Scale != tt.scale || track.Channels != tt.channels || track.Object != tt.codec || track.Codec != AAC {
				t.Errorf("%d Hz, %d channels, object %d; want %d, %d, %d", track.Scale, track.Channels, track.Object, tt.scale, tt.channels, tt.codec)
			}
			config[0] ^= 0xff
			if track.Config[0] == config[0] {
				t.Error("the track shares the message's bytes")
			}
		})
	}
}

func TestParseAudioSpecificConfigRefuses(t *testing.T) {
	for _, tt := range []struct{ name, config, says, codec string }{
		{"nothing", "", "ends too soon", ""},
		{"cut off", "11", "ends too soon", ""},
		{"too long", strings.Repeat("11", 65), "65 bytes", ""},
		{"a rate that is none", "1690", "no sampling rate", ""},
		{"a rate of 1 Hz", "1780000090", "no sampling rate", ""},
		{"channels in a program config element", "1180", "channel configuration 0", ""},
		{"AAC Main", "0990", "", "AAC Main"},
		{"AAC-ELD", "f8e98000", "", "AAC-ELD"},
		{"xHE-AAC", "f9499000", "", "xHE-AAC"},
		{"MPEG-4 of some type", "5190", "", "MPEG-4 audio 10"},
		{"960 samples", "1194", "", "AAC/960"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := ParseAudioSpecificConfig(unhex(t, tt.config))
			var u *Unsupported
			switch {
			case err == nil:
				t.Error("taken")
			case tt.codec != "" && (!errors.As(err, &u) || u.Codec != tt.codec):
				t.Errorf("err = %v, want %q to be named", err, tt.codec)
			case !strings.Contains(err.Error(), tt.says):
				t.Errorf("err = %v, want %q", err, tt.says)
			}
		})
	}
}
