package fmp4

// A Sample is one of a Run.
type Sample struct {
	Duration uint32 // in ticks
	Offset   int32  // presentation minus decoding time, in ticks; may be negative
	Key      bool   // a picture that needs none before it; sound always
	Data     []byte
}

// A Run is the samples of one track in a fragment, in order of decoding.
type Run struct {
	Track   uint32 // its id
	Base    uint64 // baseMediaDecodeTime: when the first is decoded, in ticks
	Samples []Sample
}

// Sample flags, 8.8.3.1.
const (
	dependsOnOthers = 1 << 24
	dependsOnNone   = 2 << 24
	isNonSync       = 1 << 16
)

// The flags of tfhd, 8.8.7.1, and of trun, 8.8.8.1.
const (
	defaultBaseIsMoof = 0x020000
	dataOffset        = 0x000001
	sampleDuration    = 0x000100
	sampleSize        = 0x000200
	sampleFlags       = 0x000400
	sampleTimeOffset  = 0x000800
	trunSampleSize    = 16 // bytes of a sample's fields
)

// The sizes of boxes, in bytes.
const (
	boxHeader  = 8
	mfhdSize   = 16
	tfhdSize   = 16
	tfdtSize   = 20
	trunHeader = 20
)

// AppendFragment appends a movie fragment to b: one moof, 8.8.4, with a traf
// for each run that has samples, and the mdat, 8.1.1, with their data in that
// order. sequence numbers the fragments, from 1.
func AppendFragment(b []byte, sequence uint32, runs []Run) []byte {
	w := buffer(b)
	moof, media := sizes(runs)
	data := moof + boxHeader // where a run's data begins, from the moof's beginning
	w.box("moof", func() {
		w.full("mfhd", 0, 0, func() { w.u32(sequence) }) // 8.8.5
		for _, r := range runs {
			if len(r.Samples) == 0 {
				continue
			}
			w.box("traf", func() { w.trackFragment(r, data) }) // 8.8.6
			data += r.size()
		}
	})
	w.u32(uint32(boxHeader + media))
	w.text("mdat")
	for _, r := range runs {
		for _, s := range r.Samples {
			w.bytes(s.Data)
		}
	}
	return w
}

// trackFragment writes a run whose data begins offset bytes from the
// beginning of the moof.
func (b *buffer) trackFragment(r Run, offset int) {
	b.full("tfhd", 0, defaultBaseIsMoof, func() { b.u32(r.Track) })                               // 8.8.7
	b.full("tfdt", 1, 0, func() { b.u64(r.Base) })                                                // 8.8.12
	b.full("trun", 1, dataOffset|sampleDuration|sampleSize|sampleFlags|sampleTimeOffset, func() { // 8.8.8
		b.u32(uint32(len(r.Samples)))
		b.u32(uint32(offset))
		for _, s := range r.Samples {
			b.u32(s.Duration)
			b.u32(uint32(len(s.Data)))
			if s.Key {
				b.u32(dependsOnNone)
			} else {
				b.u32(dependsOnOthers | isNonSync)
			}
			b.u32(uint32(s.Offset))
		}
	})
}

// Size is how long the fragment of runs will be, so that its buffer is made
// once.
func Size(runs []Run) int {
	moof, media := sizes(runs)
	return moof + boxHeader + media
}

// sizes are those of the moof and of what the mdat holds.
func sizes(runs []Run) (moof, media int) {
	moof = boxHeader + mfhdSize
	for _, r := range runs {
		if len(r.Samples) > 0 {
			moof += boxHeader + tfhdSize + tfdtSize + trunHeader + trunSampleSize*len(r.Samples)
			media += r.size()
		}
	}
	return moof, media
}

func (r Run) size() int {
	n := 0
	for _, s := range r.Samples {
		n += len(s.Data)
	}
	return n
}
