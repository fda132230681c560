package fmp4

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// A node is a box as a reader sees it. Nothing of it comes from the code that
// writes boxes.
type node struct {
	kind    string
	payload []byte // without the header; of a container that of its fixed fields
	inside  []*node
}

// containers are the boxes that hold boxes, and how many bytes of fields they
// have before these.
var containers = map[string]int{
	"moov": 0, "trak": 0, "mdia": 0, "minf": 0, "dinf": 0, "stbl": 0, "mvex": 0, "moof": 0, "traf": 0,
	"dref": 8, "stsd": 8, "avc1": 78, "mp4a": 28,
}

// boxes reads boxes that fill data exactly, ISO/IEC 14496-12 4.2.
func boxes(t testing.TB, data []byte) []*node {
	t.Helper()
	var out []*node
	for len(data) > 0 {
		if len(data) < 8 {
			t.Fatalf("%d bytes where a box should begin", len(data))
		}
		size := int(binary.BigEndian.Uint32(data))
		if size < 8 || size > len(data) {
			t.Fatalf("a box %q of %d bytes where there are %d", data[4:8], size, len(data))
		}
		n := &node{kind: string(data[4:8]), payload: data[8:size]}
		if fields, ok := containers[n.kind]; ok {
			n.inside = boxes(t, n.payload[fields:])
			n.payload = n.payload[:fields]
		}
		out = append(out, n)
		data = data[size:]
	}
	return out
}

// find is the box at a path, of which each step may say which of several.
func find(t testing.TB, all []*node, path string) *node {
	t.Helper()
	var n *node
	for _, step := range strings.Split(path, "/") {
		which := 0
		if kind, index, ok := strings.Cut(step, "#"); ok {
			step = kind
			fmt.Sscan(index, &which)
		}
		same := slices.DeleteFunc(slices.Clone(all), func(n *node) bool { return n.kind != step })
		if which >= len(same) {
			t.Fatalf("%s: there are %d %q", path, len(same), step)
		}
		n, all = same[which], same[which].inside
	}
	return n
}

// dump writes boxes as a tree.
func dump(b *strings.Builder, all []*node, indent string) {
	for _, n := range all {
		fmt.Fprintf(b, "%s%s", indent, n.kind)
		for i, c := range n.payload {
			if i%4 == 0 {
				b.WriteByte(' ')
			}
			fmt.Fprintf(b, "%02x", c)
		}
		b.WriteByte('\n')
		dump(b, n.inside, indent+"  ")
	}
}

func u32(b []byte, at int) uint32 { return binary.BigEndian.Uint32(b[at:]) }
func u64(b []byte, at int) uint64 { return binary.BigEndian.Uint64(b[at:]) }
