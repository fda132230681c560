package live

import "time"

// A Sample is one access unit of a picture, or one frame of sound. Nobody
// changes a sample that was written: its data is shared by all readers.
type Sample struct {
	Track  int       // which of the stream's tracks
	DTS    int64     // when it is decoded, in ticks of the track's Scale, from the publisher's first of any track, which this may be before; it only grows
	Offset int32     // presentation minus decoding time, in ticks; may be negative
	Key    bool      // a picture that needs none before it: an IDR; sound always
	Data   []byte    // H264: NAL units, each behind its length in 4 bytes; AAC: a raw frame
	At     time.Time // when it came in
}
