package program

import "stagedoor/live"

// silence is an AAC frame in which nothing sounds, a raw_data_block of ISO/IEC
// 14496-3 4.4.2.1. Where sound is missing it stands in under the configuration
// of the track as it is: no other track and no discontinuity is needed. It
// depends on the number of channels alone, not on their rate.
func silence(channels int) []byte {
	const (
		single = 0 // SCE, one channel
		pair   = 1 // CPE, two
		lfe    = 3 // the one of the low frequencies
		end    = 7
	)
	// By channelConfiguration, table 1.19.
	elements := map[int][]uint32{
		1: {single}, 2: {pair}, 3: {single, pair}, 4: {single, pair, single},
		5: {single, pair, pair}, 6: {single, pair, pair, lfe}, 8: {single, pair, pair, pair, lfe},
	}[channels]
	var w bitWriter
	var tags [4]uint32 // how many of a kind there were
	for _, kind := range elements {
		w.put(3, kind)
		w.put(4, tags[kind]) // element_instance_tag
		tags[kind]++
		if kind == pair {
			w.put(1, 1)  // common_window
			w.put(11, 0) // ics_info: one long window, max_sfb 0: no band has anything
			w.put(2, 0)  // ms_mask_present
			w.put(11, 0) // global_gain; no pulses, no TNS, no gain control
			w.put(11, 0) // the same of the other channel
			continue
		}
		w.put(8, 0)  // global_gain
		w.put(11, 0) // ics_info
		w.put(3, 0)  // no pulses, no TNS, no gain control
	}
	w.put(3, end)
	return w.bytes
}

// silentFrame is silence for a track; nil for one that we know no silence of.
func silentFrame(t live.Track) []byte {
	if t.Codec != live.AAC {
		return nil
	}
	return silence(t.Channels)
}

type bitWriter struct {
	bytes []byte
	free  int // bits of the last byte
}

func (w *bitWriter) put(n int, v uint32) {
	for n--; n >= 0; n-- {
		if w.free == 0 {
			w.bytes, w.free = append(w.bytes, 0), 8
		}
		w.free--
		w.bytes[len(w.bytes)-1] |= byte(v>>n&1) << w.free
	}
}
