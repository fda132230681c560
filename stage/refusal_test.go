package stage_test

import (
	"testing"

	"stagedoor/stage"
)

func TestWhatAnEncoderIsToldOfItsCodec(t *testing.T) {
	for what, want := range map[string]string{
		"H.265":             "The encoder sends H.265. Set it to H.264 and AAC.",
		"Multitrack Video":  "The encoder sends Multitrack Video. Turn that off there.",
		"AAC Main":          "The encoder sends AAC Main. Set its sound to AAC-LC.",
		"xHE-AAC":           "The encoder sends xHE-AAC. Set its sound to AAC-LC.",
		"H.264 4:2:2":       "The encoder sends H.264 4:2:2. Set its colours to NV12, 4:2:0, 8 bit.",
		"H.264 4:4:4":       "The encoder sends H.264 4:4:4. Set its colours to NV12, 4:2:0, 8 bit.",
		"H.264 10 bit":      "The encoder sends H.264 10 bit. Set its colours to NV12, 4:2:0, 8 bit.",
		"H.264 profile 244": "The encoder sends H.264 profile 244. Set the profile to High.",
	} {
		if got := stage.Unsupported.Says(what).String(); got != want {
			t.Errorf("%s: it is told %q, want %q", what, got, want)
		}
	}
}
