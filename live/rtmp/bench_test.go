package rtmp

import (
	"bytes"
	"testing"
	"time"

	"stagedoor/live"
)

// A sink takes what comes.
type sink struct{ n int }

func (s *sink) SetTracks([]live.Track) {}
func (s *sink) Write(live.Sample)      { s.n++ }
func (s *sink) End(error)              {}

// BenchmarkIngest takes in a second of 30 pictures, 8 Mbit/s, with sound, from
// chunks of 4 KB as OBS sends them. Pictures that need no change share the
// message's bytes; "delimiters" have to be copied without them.
func BenchmarkIngest(b *testing.B) {
	for name, delimiter := range map[string][]string{"as they are": nil, "delimiters": {"09f0"}} {
		b.Run(name, func(b *testing.B) {
			var in bytes.Buffer
			w := newChunkWriter(&in)
			w.size = 4096
			head := in.Len()
			samples := 0
			for i := range uint32(30) {
				size, first := 25000, "27 01 000000"
				nal := "41"
				if i == 0 {
					size, first, nal = 250000, "17 01 000000", "65"
				}
				units := nals(b, 4, append(delimiter, nal)...)
				units = append(units[:len(units)-5], 0, byte((size+1)>>16), byte((size+1)>>8), byte(size+1), units[len(units)-1])
				w.write(chunkVideo, video(i*33, first, append(units, make([]byte, size)...)))
				w.write(chunkAudio, audio(i*21, "af 01", make([]byte, 341)))
				samples += 2
			}
			w.flush()
			out := &sink{}
			second := in.Bytes()[head:]
			b.SetBytes(int64(len(second)))
			b.ReportAllocs()
			config, asc := video(0, "17 00 000000", avcC(b, sps1080p, 4)), audio(0, "af 00", unhex(b, aac48k))
			r := bytes.NewReader(second)
			for b.Loop() {
				r.Reset(second)
				c := newChunkReader(r, maxMessage)
				c.size = 4096
				d := &demuxer{out: out}
				if err := d.tag(config, time.Time{}); err != nil {
					b.Fatal(err)
				}
				d.tag(asc, time.Time{})
				for {
					m, err := c.next()
					if err != nil {
						break
					}
					if err := d.tag(m, time.Time{}); err != nil {
						b.Fatal(err)
					}
				}
			}
			if out.n%samples != 0 || out.n == 0 {
				b.Fatalf("%d samples came, want %d each time", out.n, samples)
			}
			b.ReportMetric(float64(samples), "samples/op")
		})
	}
}

// BenchmarkClientWrite sends a picture of 25 KB into a buffer.
func BenchmarkClientWrite(b *testing.B) {
	var out bytes.Buffer
	c := &Client{out: newChunkWriter(&out)}
	c.out.size = 64 << 10
	data := make([]byte, 25000)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		out.Reset()
		c.media(chunkVideo, typeVideo, 40, []byte{0x27, 1, 0, 0, 0}, data)
		if err := c.out.flush(); err != nil {
			b.Fatal(err)
		}
	}
}
