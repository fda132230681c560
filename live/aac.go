package live

import (
	"errors"
	"fmt"
)

// AACFrame is how many samples of sound a frame of AAC has; 960 exists, too,
// and is refused.
const AACFrame = 1024

// samplingRates are by samplingFrequencyIndex, ISO/IEC 14496-3 table 1.18.
var samplingRates = []int{96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350}

// channelCounts are by channelConfiguration, table 1.19.
var channelCounts = []int{0, 1, 2, 3, 4, 5, 6, 8}

// The audio object types that matter, table 1.17.
const (
	objectLC  = 2
	objectSBR = 5
	objectPS  = 29
)

// ParseAudioSpecificConfig reads an AudioSpecificConfig, ISO/IEC 14496-3
// 1.6.2.1, into the track that it describes. Scale is the rate of the core
// coder: a frame is AACFrame ticks of it, with SBR as well.
func ParseAudioSpecificConfig(config []byte) (Track, error) {
	if len(config) > 64 {
		return Track{}, fmt.Errorf("AAC: an AudioSpecificConfig of %d bytes", len(config))
	}
	b := &bits{data: config}
	object := audioObject(b)
	rate := samplingRate(b)
	channels := int(b.u(4))
	core := object
	if object == objectSBR || object == objectPS { // explicit, hierarchical signalling
		samplingRate(b)
		core = audioObject(b)
	}
	if b.err != nil {
		return Track{}, fmt.Errorf("AAC: %w", b.err)
	}
	if core != objectLC {
		return Track{}, unsupportedObject(core)
	}
	short := b.flag() // frameLengthFlag: 960 samples
	if b.err != nil {
		return Track{}, fmt.Errorf("AAC: %w", b.err)
	}
	switch {
	case rate == 0:
		return Track{}, errors.New("AAC: no sampling rate")
	case channels == 0 || channels >= len(channelCounts):
		return Track{}, fmt.Errorf("AAC: channel configuration %d", channels)
	case short:
		return Track{}, &Unsupported{"AAC/960"}
	}
	return Track{
		Codec: AAC, Scale: rate, Object: object, Channels: channelCounts[channels],
		Config: append([]byte(nil), config...),
	}, nil
}

// objectNames are what encoders call the audio object types that we refuse,
// table 1.17.
var objectNames = map[int]string{
	1: "AAC Main", 3: "AAC-SSR", 4: "AAC-LTP", 6: "AAC Scalable", 17: "ER AAC-LC", 23: "AAC-LD", 34: "MP3", 39: "AAC-ELD", 42: "xHE-AAC",
}

func unsupportedObject(object int) error {
	name := objectNames[object]
	if name == "" {
		name = fmt.Sprintf("MPEG-4 audio %d", object)
	}
	return &Unsupported{name}
}

func audioObject(b *bits) int {
	if n := int(b.u(5)); n != 31 {
		return n
	}
	return 32 + int(b.u(6))
}

func samplingRate(b *bits) int {
	i := int(b.u(4))
	switch {
	case i == 15:
		if rate := int(b.u(24)); rate >= 7350 && rate <= 96000 {
			return rate
		}
		return 0
	case i < len(samplingRates):
		return samplingRates[i]
	}
	return 0
}
