package live

import "testing"

func FuzzParseSPS(f *testing.F) {
	for _, s := range []string{sps1080p, sps720p, sps444, sps422, sps10bit, spsGray, "67", "6764001e"} {
		f.Add(unhex(f, s))
	}
	f.Add(spsOf(spsForm{scaling: true, fields: true, orderCycle: 5, cropBottom: 1}))
	f.Fuzz(func(t *testing.T, nal []byte) {
		s, err := ParseSPS(nal)
		if err == nil && (s.Width <= 0 || s.Height <= 0 || s.Width > maxPictureSide || s.Height > maxPictureSide) {
			t.Errorf("%+v of %x", s, nal)
		}
	})
}

func FuzzParseDecoderConfig(f *testing.F) {
	f.Add(h264(f, sps1080p, pps1080p).DecoderConfig())
	f.Add(h264(f, sps720p, pps720p).DecoderConfig())
	f.Add(unhex(f, "01640028ffe1000001000468ef8fcb"))
	f.Fuzz(func(t *testing.T, record []byte) {
		track, n, err := ParseDecoderConfig(record)
		if err != nil {
			return
		}
		if n < 1 || n > 4 {
			t.Errorf("lengths of %d bytes", n)
		}
		again, n, err := ParseDecoderConfig(track.DecoderConfig())
		if err != nil || n != nalLength || !again.Same(track) {
			t.Errorf("written and read again it is %+v, %d, %v; want %+v", again, n, err, track)
		}
		if same, err := track.WithParameterSets(track.SPS, track.PPS); err == nil && len(same.SPS) > len(track.SPS) {
			t.Errorf("its own sets made %d of %d", len(same.SPS), len(track.SPS))
		}
	})
}

func FuzzParseAudioSpecificConfig(f *testing.F) {
	for _, s := range []string{"1190", "1210", "120856e500", "17805dc010", "2b118800", "eb098800", "f8e98000"} {
		f.Add(unhex(f, s))
	}
	f.Fuzz(func(t *testing.T, config []byte) {
		track, err := ParseAudioSpecificConfig(config)
		if err == nil && (track.Scale < 7350 || track.Scale > 96000 || track.Channels < 1 || track.Channels > 8) {
			t.Errorf("%+v of %x", track, config)
		}
	})
}
