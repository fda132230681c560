package hls

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// playing is a muxer whose playlist has whole segments 0 and 1 and three
// parts of segment 2.
func playing(t testing.TB) *Muxer {
	m := New(Options{Key: testKey}, testZero)
	m.SetTracks(testTracks())
	play(m, 0, 4650*time.Millisecond)
	if s := m.snap.Load(); s.sequence != 2 || s.parts != 3 || s.before != 10 {
		t.Fatalf("segment %d with %d parts after one with %d", s.sequence, s.parts, s.before)
	}
	return m
}

// play writes the samples from one media time to another.
func play(m *Muxer, from, to time.Duration) {
	for _, s := range (encoder{num: 30, den: 1, gop: 2 * time.Second, size: 100}).samples(0, to) {
		if s.DTS*int64(time.Second)/int64(m.runs[s.Track].track.Scale) >= int64(from) {
			m.Write(s)
		}
	}
}

// ask asks for a playlist, and says with what it was answered.
func ask(m *Muxer, query string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	m.ServePlaylist(w, httptest.NewRequest("GET", "/live/main/index.m3u8?"+query, nil))
	return w
}

func Test_6_2_5_2_BlockingPlaylistReload(t *testing.T) {
	for _, tt := range []struct {
		name, query string
		after       time.Duration // media time after which it is answered; 0 is at once
		status      int
	}{
		{"no directives", "", 0, 200},
		{"a segment that is there", "_HLS_msn=1", 0, 200},
		{"a segment that is no longer there, or never was", "_HLS_msn=0&_HLS_part=99", 0, 200},
		{"a part that is there", "_HLS_msn=2&_HLS_part=2", 0, 200},
		{"a part of a whole segment", "_HLS_msn=1&_HLS_part=9", 0, 200},
		{"the segment under way", "_HLS_msn=2", 6 * time.Second, 200},
		{"the next part", "_HLS_msn=2&_HLS_part=3", 4767 * time.Millisecond, 200},
		{"the part after it", "_HLS_msn=2&_HLS_part=4", 4967 * time.Millisecond, 200},
		{"a part past the end of a whole segment is part 0 of the next", "_HLS_msn=1&_HLS_part=10", 0, 200},
		{"the same for the segment under way, once it is whole", "_HLS_msn=2&_HLS_part=10", 6167 * time.Millisecond, 200},
		{"the next segment", "_HLS_msn=3", 8 * time.Second, 200},
		{"a part of the next segment", "_HLS_msn=3&_HLS_part=0", 6167 * time.Millisecond, 200},
		{"too far: more than two after the last whole one", "_HLS_msn=4", 0, 400},
		{"too far, whatever the part", "_HLS_msn=4&_HLS_part=0", 0, 400},
		{"beyond the Advance Part Limit", "_HLS_msn=2&_HLS_part=17", 0, 400},
		{"beyond it in the next segment", "_HLS_msn=3&_HLS_part=15", 0, 400},
		{"a part of no segment", "_HLS_part=3", 0, 400},
		{"no number", "_HLS_msn=x", 0, 400},
		{"nothing", "_HLS_msn=", 0, 400},
		{"a sign", "_HLS_msn=-1", 0, 400},
		{"another sign", "_HLS_msn=2&_HLS_part=%2B1", 0, 400},
		{"a number beyond all", "_HLS_msn=99999999999999999999", 0, 400},
		{"directives that nobody knows", "_HLS_report=3&x=y&&=", 0, 200},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m := playing(t)
				if waits := m.PlaylistWaits(httptest.NewRequest("GET", "/?"+tt.query, nil)); waits != (tt.after > 0) {
					t.Errorf("PlaylistWaits is %v", waits)
				}
				var got *httptest.ResponseRecorder
				go func() { got = ask(m, tt.query) }()
				synctest.Wait()
				if tt.after > 0 {
					last := time.Duration(0)
					for at := 4650 * time.Millisecond; got == nil && at < 9*time.Second; at += time.Second / 60 {
						play(m, at, at+time.Second/60)
						synctest.Wait()
						last = at
					}
					if d := last - tt.after; d < -40*time.Millisecond || d > 20*time.Millisecond {
						t.Errorf("it was answered at %v, want %v", last, tt.after)
					}
				}
				if got == nil || got.Code != tt.status {
					t.Fatalf("the answer is %v, want %d", got, tt.status)
				}
				if cache := got.Header().Get("Cache-Control"); tt.status == 400 && cache != "no-store" || tt.status == 200 && cache != "private, no-cache" {
					t.Errorf("Cache-Control is %q", cache)
				}
			})
		})
	}
}

// A playlist that has ended is given to whoever asks for whatever.
func Test_6_2_5_2_EndedPlaylistIgnoresDirectives(t *testing.T) {
	m := playing(t)
	m.End()
	for _, query := range []string{"", "_HLS_msn=3", "_HLS_msn=900", "_HLS_part=3", "_HLS_msn=2&_HLS_part=800", "_HLS_skip=YES"} {
		w := ask(m, query)
		if w.Code != 200 || !strings.HasSuffix(w.Body.String(), "#EXT-X-ENDLIST\n") || strings.Contains(w.Body.String(), "#EXT-X-SKIP") {
			t.Errorf("%q: %d %s", query, w.Code, w.Body)
		}
	}
}

func Test_6_2_5_2_HeldForThreeTargetDurations(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := playing(t)
		hint := m.snap.Load().hint
		for name, serve := range map[string]func() *httptest.ResponseRecorder{
			"playlist": func() *httptest.ResponseRecorder { return ask(m, "_HLS_msn=2&_HLS_part=3") },
			"part": func() *httptest.ResponseRecorder {
				w := httptest.NewRecorder()
				m.ServeFile(w, httptest.NewRequest("GET", "/", nil), hint)
				return w
			},
		} {
			began := time.Now()
			w := serve()
			if took := time.Since(began); took != 6*time.Second || w.Code != 503 || w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("Retry-After") != "1" {
				t.Errorf("%s: %d after %v, %v", name, w.Code, took, w.Header())
			}
		}
	})
}

// Nobody hangs when the stream ends, when another process goes on with it, or
// when the player goes away.
func TestNobodyHangs(t *testing.T) {
	for _, tt := range []struct {
		name           string
		do             func(m *Muxer, cancel func())
		playlist, part int
	}{
		{"the end", func(m *Muxer, _ func()) { m.End() }, 200, 200}, // with a last, shorter part
		{"left", func(m *Muxer, _ func()) { m.Leave(); m.Leave() }, 503, 503},
		{"gone", func(_ *Muxer, cancel func()) { cancel() }, 503, 503},
	} {
		synctest.Test(t, func(t *testing.T) {
			m := New(Options{Key: testKey}, testZero)
			m.SetTracks(testTracks())
			play(m, 0, 2400*time.Millisecond)
			play(m, 2400*time.Millisecond, 2500*time.Millisecond)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			playlist, part := httptest.NewRecorder(), httptest.NewRecorder()
			done := make(chan bool, 3)
			r := httptest.NewRequestWithContext(ctx, "GET", "/?_HLS_msn=2", nil)
			hint := m.snap.Load().hint
			m2 := New(Options{Key: testKey}, testZero) // nothing has come yet
			early := httptest.NewRecorder()
			go func() { m.ServePlaylist(playlist, r); done <- true }()
			go func() { m.ServeFile(part, r, hint); done <- true }()
			go func() { m2.ServePlaylist(early, httptest.NewRequestWithContext(ctx, "GET", "/", nil)); done <- true }()
			synctest.Wait()
			tt.do(m, cancel)
			tt.do(m2, cancel)
			synctest.Wait()
			if len(done) != 3 {
				t.Fatalf("%s: %d of 3 are answered", tt.name, len(done))
			}
			if part.Code != tt.part || playlist.Code != tt.playlist || early.Code != tt.playlist {
				t.Errorf("%s: playlist %d, part %d, of nothing %d", tt.name, playlist.Code, part.Code, early.Code)
			}
		})
	}
}

// Before the first segment is whole a playlist has nothing that every player
// understands: who asks waits for it.
func TestFirstSegment(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := New(Options{Key: testKey}, testZero)
		var got *httptest.ResponseRecorder
		go func() { got = ask(m, "") }()
		m.SetTracks(testTracks())
		play(m, 0, 1950*time.Millisecond)
		if synctest.Wait(); got != nil {
			t.Fatalf("an answer before the first segment: %s", got.Body)
		}
		play(m, 1950*time.Millisecond, 2050*time.Millisecond)
		if synctest.Wait(); got == nil || got.Code != 200 || len(parse(t, got.Body.String(), "").segments) != 1 {
			t.Fatalf("no playlist of one segment: %v", got)
		}
	})
}

// Only the part that the playlist hints at is waited for, also across a
// segment's end; any other name is nothing, and nobody may remember that.
func Test_6_2_6_OnlyTheHintedPartBlocks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := playing(t)
		for range 25 { // past two ends of segments
			hint := m.snap.Load().hint
			if after := m.o.name(ofPart, m.next.Fragment+1); m.FileWaits(after) || !m.FileWaits(hint) {
				t.Fatal("FileWaits is wrong")
			} else if _, status := fetch(m, after); status != 404 {
				t.Fatalf("the part after the hinted one: %d", status)
			}
			var file []byte
			var status int
			go func() { file, status = fetch(m, hint) }()
			synctest.Wait()
			for at := m.end; status == 0; at += time.Second / 60 {
				play(m, at, at+time.Second/60)
				synctest.Wait()
			}
			want, _ := m.resources.Load(hint)
			if status != 200 || !bytes.Equal(file, want.(*resource).pieces[0]) || m.FileWaits(hint) {
				t.Fatalf("the hinted part: %d, %d bytes", status, len(file))
			}
		}
		for _, name := range []string{"", "index.m3u8", "AAAAAAAAAAAAAAAAAAAAAA.m4s", "../x", m.o.name(ofSegment, m.next.Sequence-1), m.o.name(ofInit, 1)} {
			w := httptest.NewRecorder()
			m.ServeFile(w, httptest.NewRequest("GET", "/", nil), name)
			if w.Code != 404 || w.Header().Get("Cache-Control") != "no-store" || w.Body.Len() > 0 {
				t.Errorf("%q: %d %v", name, w.Code, w.Header())
			}
		}
	})
}

// 6.2.1: playlists are sent compressed to whoever takes that.
func Test_6_2_1_Gzip(t *testing.T) {
	m := New(Options{Key: testKey}, testZero)
	m.SetTracks(testTracks())
	play(m, 0, 30*time.Second)
	for accept, want := range map[string]bool{
		"": false, "gzip": true, "br, gzip;q=0.5": true, "gzip;q=0": false, "deflate": false, "GZIP": true, "gzip; q=0.000": false, "xgzip": false, "identity;q=1, *;q=0": false,
	} {
		for _, query := range []string{"", "_HLS_skip=YES"} {
			w := httptest.NewRecorder()
			r := httptest.NewRequest("GET", "/?"+query, nil)
			r.Header.Set("Accept-Encoding", accept)
			m.ServePlaylist(w, r)
			h := w.Header()
			if (h.Get("Content-Encoding") == "gzip") != want || h.Get("Vary") != "Accept-Encoding" || h.Get("Content-Length") != fmt.Sprint(w.Body.Len()) ||
				h.Get("Content-Type") != "application/vnd.apple.mpegurl" {
				t.Errorf("Accept-Encoding %q: %v, %d bytes", accept, h, w.Body.Len())
			}
			text := w.Body.Bytes()
			if want {
				z, err := gzip.NewReader(w.Body)
				if err != nil {
					t.Fatal(err)
				}
				if text, err = io.ReadAll(z); err != nil {
					t.Fatal(err)
				}
			}
			if string(text) != get(t, m, query) {
				t.Errorf("Accept-Encoding %q: another playlist", accept)
			}
		}
	}
}

// Segments are the parts that they were made of, and never change; nobody on
// the way keeps them for others.
func TestFilesAreImmutableAndPrivate(t *testing.T) {
	m := playing(t)
	v := parse(t, get(t, m, ""), "")
	for _, s := range v.segments {
		var parts []byte
		for _, p := range s.parts {
			b, _ := fetch(m, p.uri)
			parts = append(parts, b...)
		}
		w := httptest.NewRecorder()
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("Range", "bytes=0-99") // is allowed to be ignored, RFC 9110 14.2
		m.ServeFile(w, r, s.uri)
		h := w.Header()
		if w.Code != 200 || !bytes.Equal(w.Body.Bytes(), parts) || h.Get("Content-Length") != fmt.Sprint(len(parts)) ||
			h.Get("Cache-Control") != "private, max-age=3600, immutable" || h.Get("Content-Type") != "video/mp4" {
			t.Errorf("segment %d: %d %v, %d bytes, want %d", s.number, w.Code, h, w.Body.Len(), len(parts))
		}
	}
}

// Names never come again: not of another kind or number, nor after a restart.
func TestNamesNeverComeAgain(t *testing.T) {
	seen := map[string]bool{}
	for epoch := range byte(3) {
		o := Options{Key: testKey, Epoch: [16]byte{epoch}}
		for _, kind := range []byte{ofInit, ofPart, ofSegment} {
			for n := range int64(500) {
				name := o.name(kind, n)
				if seen[name] || len(name) != 26 {
					t.Fatalf("%q", name)
				}
				seen[name] = true
			}
		}
	}
	other := Options{Key: []byte("another")}
	if seen[other.name(ofPart, 1)] {
		t.Error("the key does not matter")
	}
}

func FuzzDirectives(f *testing.F) {
	for _, seed := range []string{
		"_HLS_msn=1&_HLS_part=2", "_HLS_skip=YES", "_HLS_skip=v2&_HLS_msn=0", "_HLS_part=1", "_HLS_msn=-1", "_HLS_msn=+1", "_HLS_msn=99999999999999999999999",
		"_HLS_msn=%31", "_HLS_msn", "&&&", "=", "_HLS_msn=1&_HLS_msn=x", "_HLS_msn=1;_HLS_part=2", "_HLS_part=2147483648&_HLS_msn=1", "_HLS_msn=\x00",
	} {
		f.Add(seed)
	}
	m := playing(f)
	m.Leave() // so that nothing is held
	f.Fuzz(func(t *testing.T, query string) {
		msn, part, _, ok := directives(query)
		if ok && (msn < -1 || part < -1 || part >= 0 && msn < 0) {
			t.Errorf("%q: segment %d, part %d", query, msn, part)
		}
		w := httptest.NewRecorder()
		r := httptest.NewRequest("GET", "/", nil)
		r.URL.RawQuery = query
		m.ServePlaylist(w, r)
		if w.Code != 200 && w.Code != 400 && w.Code != 503 || !ok && w.Code != 400 {
			t.Errorf("%q: %d", query, w.Code)
		}
		if w.Code == http.StatusOK {
			parse(t, w.Body.String(), "x")
		}
	})
}
