package rtmp

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"reflect"
	"runtime"
	"strings"
	"testing"
)

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.Join(strings.Fields(s), ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// readAll reads messages until the end; each is shown as "kind/stream@time body".
func readAll(r io.Reader, most int) (out []string, err error) {
	c := newChunkReader(r, most)
	for {
		m, err := c.next()
		if err != nil {
			return out, err
		}
		out = append(out, fmt.Sprintf("%d/%d@%d %x", m.kind, m.stream, m.time, m.body))
	}
}

func TestChunks(t *testing.T) {
	const size2 = "02 000000 000004 01 00000000 00000002 " // Set Chunk Size 2
	for _, tt := range []struct {
		name, in string
		want     []string
	}{
		{"one", "04 000010 000003 08 01000000 aabbcc", []string{"8/1@16 aabbcc"}},
		{"nothing in it", "04 000010 000000 08 01000000", []string{"8/1@16 "}},
		{"a chunk stream of two bytes", "00 0a 000010 000001 08 01000000 aa c0 0a bb", []string{"8/1@16 aa", "8/1@32 bb"}},
		{"a chunk stream of three bytes", "01 0a01 000010 000001 08 01000000 aa", []string{"8/1@16 aa"}},
		{"in two chunks", size2 + "04 000010 000003 08 01000000 aabb c4 cc", []string{"8/1@16 aabbcc"}},
		{"the size changes between messages", size2 + "04 000000 000003 08 01000000 aabb c4 cc" +
			"02 000000 000004 01 00000000 0000 c2 0003 44 000001 000003 08 aabbcc", []string{"8/1@0 aabbcc", "8/1@1 aabbcc"}},
		{"the size changes within another's message", size2 + "04 000000 000005 08 01000000 aabb" +
			"02 000000 000004 01 00000000 0000 c2 0003 c4 ccddee", []string{"8/1@0 aabbccddee"}},
		{"two interleaved", size2 + "04 000001 000003 08 01000000 a1a2 06 000002 000003 09 01000000 b1b2 c4 a3 c6 b3",
			[]string{"8/1@1 a1a2a3", "9/1@2 b1b2b3"}},
		{"type 1: a delta", "04 000010 000001 08 01000000 aa 44 000005 000002 09 bbcc", []string{"8/1@16 aa", "9/1@21 bbcc"}},
		{"type 2: a delta of the same length", "04 000010 000001 08 01000000 aa 84 000005 bb", []string{"8/1@16 aa", "8/1@21 bb"}},
		{"type 3 after type 2 repeats the delta", "04 000010 000001 08 01000000 aa 84 000005 bb c4 cc", []string{"8/1@16 aa", "8/1@21 bb", "8/1@26 cc"}},
		{"type 3 after type 0 repeats the timestamp", "04 000010 000001 08 01000000 aa c4 bb c4 cc", []string{"8/1@16 aa", "8/1@32 bb", "8/1@48 cc"}},
		{"type 1 at first", "44 000010 000001 08 aa", []string{"8/0@16 aa"}},
		{"an extended timestamp", "04 ffffff 000001 08 01000000 01000000 aa", []string{"8/1@16777216 aa"}},
		{"also on type 3", size2 + "04 ffffff 000003 08 01000000 01000000 aabb c4 01000000 cc", []string{"8/1@16777216 aabbcc"}},
		{"left out on type 3", size2 + "04 ffffff 000007 08 01000000 01000000 aabb c4 ccdd c4 eeff c4 11", []string{"8/1@16777216 aabbccddeeff11"}},
		{"exactly ffffff", "04 ffffff 000001 08 01000000 00ffffff aa", []string{"8/1@16777215 aa"}},
		{"an extended delta", "04 000010 000001 08 01000000 aa 84 ffffff 01000000 bb", []string{"8/1@16 aa", "8/1@16777232 bb"}},
		{"a small delta ends the extended ones", "04 ffffff 000001 08 01000000 01000000 aa 84 000005 bb c4 cc",
			[]string{"8/1@16777216 aa", "8/1@16777221 bb", "8/1@16777226 cc"}},
		{"type 3 begins a message with an extended one", "04 000000 000001 08 01000000 aa 84 ffffff 01000000 bb c4 01000000 cc",
			[]string{"8/1@0 aa", "8/1@16777216 bb", "8/1@33554432 cc"}},
		{"it wraps", "04 ffffff 000001 08 01000000 fffffff0 aa 84 000020 bb", []string{"8/1@4294967280 aa", "8/1@16 bb"}},
		{"Abort", size2 + "04 000001 000003 08 01000000 a1a2 02 000000 000004 02 00000000 0000 c2 0004 04 000002 000002 08 01000000 b1b2",
			[]string{"8/1@2 b1b2"}},
		{"Abort of nothing", "02 000000 000004 02 00000000 00000009 04 000001 000001 08 01000000 aa", []string{"8/1@1 aa"}},
		{"a size beyond any message", "02 000000 000004 01 00000000 7fffffff 04 000001 000002 08 01000000 aabb", []string{"8/1@1 aabb"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			in := unhex(t, tt.in)
			got, err := readAll(bytes.NewReader(in), maxMessage)
			if !errors.Is(err, io.EOF) || !reflect.DeepEqual(got, tt.want) {
				t.Errorf("read %q, %v; want %q", got, err, tt.want)
			}
			got, err = readAll(&drip{in}, maxMessage) // byte by byte it is the same
			if !errors.Is(err, io.EOF) || !reflect.DeepEqual(got, tt.want) {
				t.Errorf("read byte by byte %q, %v; want %q", got, err, tt.want)
			}
		})
	}
}

// A drip gives one byte at a time.
type drip struct{ b []byte }

func (d *drip) Read(p []byte) (int, error) {
	if len(d.b) == 0 {
		return 0, io.EOF
	}
	p[0], d.b = d.b[0], d.b[1:]
	return 1, nil
}

func TestChunksRefused(t *testing.T) {
	var many strings.Builder
	for i := range maxChunkStreams + 1 {
		fmt.Fprintf(&many, "%02x 000000 000002 08 01000000 aabb ", 2+i)
	}
	for _, tt := range []struct{ name, in, says string }{
		{"type 3 at first", "c4", "begins with a header of type 3"},
		{"type 2 at first", "84", "begins with a header of type 2"},
		{"too many chunk streams", many.String(), "more than 16 chunk streams"},
		{"a chunk size of 0", "02 000000 000004 01 00000000 80000000", "a chunk size of 0"},
		{"a chunk size that is none", "02 000000 000001 01 00000000 80", "without a size"},
		{"too long a message", "04 000000 001001 08 01000000", "a message of 4097 bytes"},
		{"a message within a message", "02 000000 000004 01 00000000 00000002 04 000000 000003 08 01000000 aabb 04 000000 000003 08 01000000", "before the last of its chunk stream has ended"},
		{"too much under way", "02 000000 000004 01 00000000 00000800 04 000000 001000 08 01000000 " + strings.Repeat("aa", 2048) +
			"05 000000 001000 08 01000000 " + strings.Repeat("aa", 2048) + "06 000000 001000 08 01000000 aa", "more than 4096 bytes under way"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := readAll(bytes.NewReader(unhex(t, tt.in)), 4096); err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("err = %v, want %q", err, tt.says)
			}
		})
	}
}

func TestAbortFreesWhatWasHeld(t *testing.T) {
	abort := "02 000000 000004 02 00000000 00000004 "
	part := "04 000000 000200 08 01000000 " + strings.Repeat("aa", 128)
	got, err := readAll(bytes.NewReader(unhex(t, strings.Repeat(part+abort, 50)+"04 000000 000001 08 01000000 bb")), 1024)
	if !errors.Is(err, io.EOF) || len(got) != 1 {
		t.Errorf("%q, %v; want one message", got, err)
	}
}

// What a peer only announces, no memory is kept for.
func TestChunksAllocateWhatCame(t *testing.T) {
	const most = 200 << 10
	in := unhex(t, "02 000000 000004 01 00000000 7fffffff 04 000000 400000 08 01000000 aa") // 4 MB, in one chunk
	if got := allocated(func() { readAll(bytes.NewReader(in), maxMessage) }); got > most {
		t.Errorf("%d bytes for a message of which one byte came, want at most %d", got, most)
	}
	in = nil
	for id := range byte(maxChunkStreams) { // 4 MB on each, of which 128 bytes come
		in = append(in, 2+id, 0, 0, 0, 0x40, 0, 0, 8, 1, 0, 0, 0)
		in = append(in, make([]byte, 128)...)
	}
	if got := allocated(func() { readAll(bytes.NewReader(in), maxMessage) }); got > maxChunkStreams*step+most {
		t.Errorf("%d bytes for 16 messages of which 128 bytes came", got)
	}
}

// allocated is how many bytes f allocates; tests beside it count as well.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

func TestChunksWritten(t *testing.T) {
	for _, size := range []int{1, 127, 128, 129, 4096} {
		for _, length := range []int{0, 1, 127, 128, 129, 5000} {
			for _, at := range []uint32{0, 0xfffffe, 0xffffff, 0x1000000, 0xffffffff} {
				var b bytes.Buffer
				w := newChunkWriter(&b)
				w.write(chunkControl, message{kind: typeSetChunkSize, body: binary.BigEndian.AppendUint32(nil, uint32(size))})
				want := message{kind: 9, stream: 1, time: at, body: bytes.Repeat([]byte{7}, length)}
				w.write(chunkVideo, want)
				w.write(chunkAudio, message{kind: 8, stream: 1, time: at})
				if err := w.flush(); err != nil {
					t.Fatal(err)
				}
				r := newChunkReader(&b, maxMessage)
				if got, err := r.next(); err != nil || got.kind != want.kind || got.stream != want.stream || got.time != at || !bytes.Equal(got.body, want.body) {
					t.Errorf("size %d, length %d, time %d: read %d bytes at %d, %v", size, length, at, len(got.body), got.time, err)
				}
				if got, err := r.next(); err != nil || got.kind != 8 {
					t.Errorf("size %d, length %d: the next is %v, %v", size, length, got, err)
				}
			}
		}
	}
}
