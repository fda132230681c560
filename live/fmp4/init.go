package fmp4

import "stagedoor/live"

// movieScale is the ticks a second of the movie header, which times nothing
// here.
const movieScale = 1000

// Init returns the initialization segment of tracks: their ids are 1 and up,
// in order.
func Init(tracks []live.Track) []byte {
	b := make(buffer, 0, 1024)
	b.box("ftyp", func() { // 4.3
		b.text("iso6") // the brand that has tfdt and signed composition offsets
		b.u32(0)
		b.text("iso6mp41")
	})
	b.box("moov", func() { // 8.2.1
		b.movieHeader(len(tracks))
		for i, t := range tracks {
			b.track(uint32(i+1), t)
		}
		b.box("mvex", func() { // 8.8.1: fragments follow
			for i := range tracks {
				b.full("trex", 0, 0, func() { // 8.8.3
					b.u32(uint32(i + 1))
					b.u32(1) // default_sample_description_index
					b.zeros(12)
				})
			}
		})
	})
	return b
}

// matrix is the identity, 6.2.2.
func (b *buffer) matrix() {
	for _, v := range [9]uint32{0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000} {
		b.u32(v)
	}
}

func (b *buffer) movieHeader(tracks int) {
	b.full("mvhd", 0, 0, func() { // 8.2.2
		b.zeros(8) // created, modified
		b.u32(movieScale)
		b.u32(0)       // duration: the fragments say it
		b.u32(0x10000) // rate 1
		b.u16(0x100)   // volume 1
		b.zeros(10)
		b.matrix()
		b.zeros(24)
		b.u32(uint32(tracks + 1)) // next_track_ID
	})
}

func (b *buffer) track(id uint32, t live.Track) {
	b.box("trak", func() { // 8.3.1
		const enabled, inMovie, inPreview = 1, 2, 4
		b.full("tkhd", 0, enabled|inMovie|inPreview, func() { // 8.3.2
			b.zeros(8)
			b.u32(id)
			b.zeros(4)
			b.u32(0)
			b.zeros(8)
			b.u16(0) // layer
			b.u16(0) // alternate_group
			if t.Video() {
				b.u16(0)
			} else {
				b.u16(0x100) // volume 1
			}
			b.zeros(2)
			b.matrix()
			b.u32(uint32(t.Width) << 16)
			b.u32(uint32(t.Height) << 16)
		})
		b.box("mdia", func() { b.media(t) }) // 8.4.1
	})
}

func (b *buffer) media(t live.Track) {
	b.full("mdhd", 0, 0, func() { // 8.4.2
		b.zeros(8)
		b.u32(uint32(t.Scale))
		b.u32(0)
		b.u16(0x55c4) // und
		b.u16(0)
	})
	handler, name := "soun", "sound"
	if t.Video() {
		handler, name = "vide", "picture"
	}
	b.full("hdlr", 0, 0, func() { // 8.4.3
		b.zeros(4)
		b.text(handler)
		b.zeros(12)
		b.text(name + "\x00")
	})
	b.box("minf", func() { // 8.4.4
		if t.Video() {
			b.full("vmhd", 0, 1, func() { b.zeros(8) }) // 12.1.2
		} else {
			b.full("smhd", 0, 0, func() { b.zeros(4) }) // 12.2.2
		}
		b.box("dinf", func() { // 8.7.1
			b.full("dref", 0, 0, func() {
				b.u32(1)
				b.full("url ", 0, 1, func() {}) // the media is in this file
			})
		})
		b.box("stbl", func() { b.sampleTable(t) }) // 8.5.1
	})
}

// sampleTable describes the samples; none of them is in the init segment.
func (b *buffer) sampleTable(t live.Track) {
	b.full("stsd", 0, 0, func() { // 8.5.2
		b.u32(1)
		if t.Video() {
			b.avc1(t)
		} else {
			b.mp4a(t)
		}
	})
	b.full("stts", 0, 0, func() { b.u32(0) })
	b.full("stsc", 0, 0, func() { b.u32(0) })
	b.full("stsz", 0, 0, func() { b.zeros(8) })
	b.full("stco", 0, 0, func() { b.u32(0) })
}

// avc1 is AVCSampleEntry, ISO/IEC 14496-15 5.4.2.
func (b *buffer) avc1(t live.Track) {
	b.box("avc1", func() {
		b.zeros(6)
		b.u16(1) // data_reference_index
		b.zeros(16)
		b.u16(uint16(t.Width))
		b.u16(uint16(t.Height))
		b.u32(0x480000) // 72 dpi
		b.u32(0x480000)
		b.zeros(4)
		b.u16(1)      // frame_count
		b.zeros(32)   // compressorname
		b.u16(0x18)   // depth
		b.u16(0xffff) // pre_defined
		b.box("avcC", func() { b.bytes(t.DecoderConfig()) })
	})
}

// mp4a is MP4AudioSampleEntry, ISO/IEC 14496-14 5.6.
func (b *buffer) mp4a(t live.Track) {
	b.box("mp4a", func() {
		b.zeros(6)
		b.u16(1)
		b.zeros(8)
		b.u16(uint16(t.Channels))
		b.u16(16) // samplesize
		b.zeros(4)
		b.u32(uint32(min(t.Scale, 0xffff)) << 16) // samplerate, 16.16; players take it from the descriptor
		b.full("esds", 0, 0, func() { b.esDescriptor(t) })
	})
}

// The descriptors' tags, ISO/IEC 14496-1 table 1.
const (
	tagES            = 3
	tagDecoderConfig = 4
	tagDecoderInfo   = 5
	tagSLConfig      = 6
)

// esDescriptor writes ES_Descriptor, ISO/IEC 14496-1 7.2.6.5. An
// AudioSpecificConfig has at most 64 bytes, so each length fits one.
func (b *buffer) esDescriptor(t live.Track) {
	n := len(t.Config)
	b.u8(tagES)
	b.u8(byte(3 + 2 + 13 + 2 + n + 3))
	b.u16(0) // ES_ID
	b.u8(0)
	b.u8(tagDecoderConfig)
	b.u8(byte(13 + 2 + n))
	b.u8(0x40)         // objectTypeIndication: audio of ISO/IEC 14496-3
	b.u8(5<<2 | 1)     // streamType: audio
	b.zeros(3 + 4 + 4) // bufferSizeDB, maxBitrate, avgBitrate: not said
	b.u8(tagDecoderInfo)
	b.u8(byte(n))
	b.bytes(t.Config)
	b.u8(tagSLConfig)
	b.u8(1)
	b.u8(2) // MP4
}
