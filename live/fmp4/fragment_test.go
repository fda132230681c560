package fmp4

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"
)

// readRuns reads a fragment back.
func readRuns(t testing.TB, fragment []byte, sequence uint32) []Run {
	t.Helper()
	all := boxes(t, fragment)
	if len(all) != 2 || all[0].kind != "moof" || all[1].kind != "mdat" {
		t.Fatalf("the fragment is not a moof and a mdat")
	}
	moof := all[0].inside
	if moof[0].kind != "mfhd" || u32(moof[0].payload, 4) != sequence {
		t.Fatalf("mfhd comes not first, or with another sequence_number than %d", sequence)
	}
	var runs []Run
	end := len(fragment) - len(all[1].payload)
	for _, traf := range moof[1:] {
		tfhd, tfdt, trun := find(t, traf.inside, "tfhd").payload, find(t, traf.inside, "tfdt").payload, find(t, traf.inside, "trun").payload
		if traf.kind != "traf" || len(traf.inside) != 3 || u32(tfhd, 0) != 0x020000 || len(tfhd) != 8 {
			t.Fatalf("tfhd is not default-base-is-moof alone, 8.8.7")
		}
		if u32(tfdt, 0) != 1<<24 || u32(trun, 0) != 1<<24|0xf01 {
			t.Fatalf("tfdt %x, trun %x: not version 1 with all fields of a sample, 8.8.8 and 8.8.12", tfdt[:4], trun[:4])
		}
		r := Run{Track: u32(tfhd, 4), Base: u64(tfdt, 4)}
		at := int(int32(u32(trun, 8)))
		if at != end {
			t.Fatalf("the data of track %d begins at %d, want %d", r.Track, at, end)
		}
		for i := range int(u32(trun, 4)) {
			f := trun[12+16*i:]
			size := int(u32(f, 4))
			var key bool
			switch u32(f, 8) {
			case 0x02000000:
				key = true
			case 0x01010000:
			default:
				t.Fatalf("sample_flags %#x, 8.8.3.1", u32(f, 8))
			}
			r.Samples = append(r.Samples, Sample{Duration: u32(f, 0), Offset: int32(u32(f, 12)), Key: key, Data: fragment[at : at+size]})
			at += size
		}
		if len(trun) != 12+16*len(r.Samples) {
			t.Fatalf("trun has %d bytes for %d samples", len(trun), len(r.Samples))
		}
		end = at
		runs = append(runs, r)
	}
	if end != len(fragment) {
		t.Fatalf("the mdat ends at %d, its samples at %d", len(fragment), end)
	}
	return runs
}

// same checks that read is what of runs has samples.
func same(t testing.TB, read, runs []Run) {
	t.Helper()
	i := 0
	for _, want := range runs {
		if len(want.Samples) == 0 {
			continue
		}
		if i >= len(read) || read[i].Track != want.Track || read[i].Base != want.Base || len(read[i].Samples) != len(want.Samples) {
			t.Fatalf("track %d is not read back", want.Track)
		}
		for j, s := range want.Samples {
			if g := read[i].Samples[j]; g.Duration != s.Duration || g.Offset != s.Offset || g.Key != s.Key || !bytes.Equal(g.Data, s.Data) {
				t.Fatalf("track %d, sample %d is %v, want %v", want.Track, j, g, s)
			}
		}
		i++
	}
	if i != len(read) {
		t.Fatalf("%d tracks, want %d", len(read), i)
	}
}

func TestFragment(t *testing.T) {
	picture := Run{Track: 1, Base: 1<<40 + 3, Samples: []Sample{
		{Duration: 3000, Offset: 6000, Key: true, Data: []byte("key")},
		{Duration: 3000, Offset: -3000, Data: []byte("before it")},
		{Duration: 3000, Data: nil},
	}}
	sound := Run{Track: 2, Base: 7, Samples: []Sample{{Duration: 1024, Key: true, Data: []byte("sound")}}}
	for name, runs := range map[string][]Run{
		"picture and sound": {picture, sound},
		"no sound":          {picture, {Track: 2, Base: 9}},
		"no picture":        {{Track: 1}, sound},
		"nine tracks":       {sound, sound, sound, sound, sound, sound, sound, sound, picture},
		"nothing":           {},
	} {
		t.Run(name, func(t *testing.T) {
			before := []byte("what stands in the buffer")
			b := AppendFragment(bytes.Clone(before), 42, runs)
			if !bytes.HasPrefix(b, before) || len(b) != len(before)+Size(runs) {
				t.Fatalf("%d bytes, Size said %d", len(b)-len(before), Size(runs))
			}
			same(t, readRuns(t, b[len(before):], 42), runs)
		})
	}
}

// The buffer of Size is never made anew.
func TestFragmentAllocatesNothing(t *testing.T) {
	runs := []Run{{Track: 1, Samples: make([]Sample, 12)}, {Track: 2, Samples: make([]Sample, 10)}}
	b := make([]byte, 0, Size(runs))
	if n := testing.AllocsPerRun(100, func() { AppendFragment(b, 1, runs) }); n > 1 {
		t.Errorf("%v allocations", n)
	}
}

func FuzzFragment(f *testing.F) {
	f.Add(uint64(1), uint8(2), uint8(6), uint16(100))
	f.Add(uint64(2), uint8(0), uint8(0), uint16(0))
	f.Add(uint64(3), uint8(9), uint8(1), uint16(1))
	f.Fuzz(func(t *testing.T, seed uint64, tracks, samples uint8, size uint16) {
		r := rand.New(rand.NewPCG(seed, 0))
		runs := make([]Run, tracks%12)
		for i := range runs {
			runs[i] = Run{Track: uint32(i + 1), Base: r.Uint64(), Samples: make([]Sample, r.IntN(int(samples)+1))}
			for j := range runs[i].Samples {
				data := make([]byte, r.IntN(int(size)%2000+1))
				for k := range data {
					data[k] = byte(r.Uint32())
				}
				runs[i].Samples[j] = Sample{Duration: r.Uint32(), Offset: int32(r.Uint32()), Key: r.IntN(2) == 0, Data: data}
			}
		}
		b := AppendFragment(nil, uint32(seed), runs)
		if len(b) != Size(runs) {
			t.Fatalf("%d bytes, Size said %d", len(b), Size(runs))
		}
		same(t, readRuns(t, b, uint32(seed)), runs)
	})
}

func BenchmarkFragment(b *testing.B) {
	for _, size := range []int{2 << 10, 16 << 10} {
		b.Run(fmt.Sprintf("%d KB a picture", size>>10), func(b *testing.B) {
			runs := []Run{{Track: 1, Samples: make([]Sample, 6)}, {Track: 2, Samples: make([]Sample, 9)}}
			for i := range runs[0].Samples {
				runs[0].Samples[i].Data = make([]byte, size)
			}
			for i := range runs[1].Samples {
				runs[1].Samples[i].Data = make([]byte, 340)
			}
			b.SetBytes(int64(Size(runs)))
			for b.Loop() {
				AppendFragment(make([]byte, 0, Size(runs)), 1, runs)
			}
		})
	}
}
