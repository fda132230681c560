package program

import (
	_ "embed"
	"time"
)

// SlateFLV is the bundled slate as an FLV file: an empty stage with a pool of
// light, four seconds at 1280 x 720 and 30 fps, with silence of 48 kHz stereo.
// slate/make.sh made it, and tells why one size is enough.
//
//go:embed slate/1280x720.flv
var SlateFLV []byte

// SlateLength is how long SlateFLV lasts.
const SlateLength = 4 * time.Second
