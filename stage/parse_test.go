package stage_test

import (
	"errors"
	"strings"
	"testing"

	"stagedoor"
	"stagedoor/stage"
)

const host = "watch.example.org"

// pasted are addresses that can be shown, as people paste them.
var pasted = []struct {
	name, pasted string
	kind         stage.Kind
	ref, hash    string
	embed        string
}{
	{"a Vimeo page", "https://vimeo.com/123456789", stage.VimeoVideo, "123456789", "", "https://player.vimeo.com/video/123456789"},
	{"no scheme", "vimeo.com/123456789", stage.VimeoVideo, "123456789", "", "https://player.vimeo.com/video/123456789"},
	{"http and www", "http://www.vimeo.com/123456789", stage.VimeoVideo, "123456789", "", "https://player.vimeo.com/video/123456789"},
	{"spaces and quotes around it", "  \"https://vimeo.com/123456789\"\n", stage.VimeoVideo, "123456789", "", "https://player.vimeo.com/video/123456789"},
	{"angle brackets of a mail", "<https://vimeo.com/123456789>", stage.VimeoVideo, "123456789", "", "https://player.vimeo.com/video/123456789"},
	{"capitals in the host and a dot at its end", "HTTPS://Vimeo.COM./123456789", stage.VimeoVideo, "123456789", "", "https://player.vimeo.com/video/123456789"},
	{"an unlisted video's hash as query", "https://vimeo.com/123456789?h=0a1b2c3d4e", stage.VimeoVideo, "123456789", "0a1b2c3d4e", "https://player.vimeo.com/video/123456789?h=0a1b2c3d4e"},
	{"an unlisted video's hash as path", "https://vimeo.com/123456789/0a1b2c3d4e?share=copy", stage.VimeoVideo, "123456789", "0a1b2c3d4e", "https://player.vimeo.com/video/123456789?h=0a1b2c3d4e"},
	{"Vimeo's player", "https://player.vimeo.com/video/123456789?h=0a1b2c3d4e&title=0", stage.VimeoVideo, "123456789", "0a1b2c3d4e", "https://player.vimeo.com/video/123456789?h=0a1b2c3d4e"},
	{"in a channel", "https://vimeo.com/channels/picks/123456789", stage.VimeoVideo, "123456789", "", "https://player.vimeo.com/video/123456789"},
	{"in a group", "https://vimeo.com/groups/films/videos/123456789", stage.VimeoVideo, "123456789", "", "https://player.vimeo.com/video/123456789"},
	{"in a showcase", "https://vimeo.com/showcase/55/video/123456789", stage.VimeoVideo, "123456789", "", "https://player.vimeo.com/video/123456789"},
	{"from a minute on", "https://vimeo.com/123456789#t=1m", stage.VimeoVideo, "123456789", "", "https://player.vimeo.com/video/123456789"},
	{"a Vimeo event", "https://vimeo.com/event/778899", stage.VimeoEvent, "778899", "", "https://vimeo.com/event/778899/embed"},
	{"a Vimeo event's player", "https://vimeo.com/event/778899/embed", stage.VimeoEvent, "778899", "", "https://vimeo.com/event/778899/embed"},
	{"an unlisted event", "https://vimeo.com/event/778899/0a1b2c3d4e", stage.VimeoEvent, "778899", "0a1b2c3d4e", "https://vimeo.com/event/778899/embed/0a1b2c3d4e"},
	{"an unlisted event's player", "https://vimeo.com/event/778899/embed/0a1b2c3d4e", stage.VimeoEvent, "778899", "0a1b2c3d4e", "https://vimeo.com/event/778899/embed/0a1b2c3d4e"},
	{"embed code", `<iframe src="https://vimeo.com/event/778899/embed" width="640" allowfullscreen></iframe>`, stage.VimeoEvent, "778899", "", "https://vimeo.com/event/778899/embed"},
	{"embed code with entities and a script", `<div style="position:relative"><iframe src="https://player.vimeo.com/video/123456789?h=0a1b2c3d4e&amp;title=0"></iframe></div><script src="https://player.vimeo.com/api/player.js"></script>`,
		stage.VimeoVideo, "123456789", "0a1b2c3d4e", "https://player.vimeo.com/video/123456789?h=0a1b2c3d4e"},
	{"embed code, player behind the chat", `<iframe src="https://vimeo.com/event/778899/chat/"></iframe><IFRAME SRC=//vimeo.com/event/778899/embed>`, stage.VimeoEvent, "778899", "", "https://vimeo.com/event/778899/embed"},
	{"a comment that looks like a frame", `<!-- <iframe src="https://vimeo.com/1"></iframe> --><iframe src="https://vimeo.com/2"></iframe>`, stage.VimeoVideo, "2", "", "https://player.vimeo.com/video/2"},
	{"a YouTube page", "https://www.youtube.com/watch?v=AbCdEfGhIj-", stage.YouTubeVideo, "AbCdEfGhIj-", "", "https://www.youtube-nocookie.com/embed/AbCdEfGhIj-"},
	{"a short link", "https://youtu.be/AbCdEfGhIj_?si=tracked", stage.YouTubeVideo, "AbCdEfGhIj_", "", "https://www.youtube-nocookie.com/embed/AbCdEfGhIj_"},
	{"a YouTube live page", "https://www.youtube.com/live/AbCdEfGhIj0?feature=share", stage.YouTubeVideo, "AbCdEfGhIj0", "", "https://www.youtube-nocookie.com/embed/AbCdEfGhIj0"},
	{"a phone's, v not first", "https://m.youtube.com/watch?app=desktop&v=AbCdEfGhIj0", stage.YouTubeVideo, "AbCdEfGhIj0", "", "https://www.youtube-nocookie.com/embed/AbCdEfGhIj0"},
	{"a short", "https://www.youtube.com/shorts/AbCdEfGhIj0", stage.YouTubeVideo, "AbCdEfGhIj0", "", "https://www.youtube-nocookie.com/embed/AbCdEfGhIj0"},
	{"YouTube's player", "https://www.youtube.com/embed/AbCdEfGhIj0?autoplay=1&origin=http://example.com", stage.YouTubeVideo, "AbCdEfGhIj0", "", "https://www.youtube-nocookie.com/embed/AbCdEfGhIj0"},
	{"what a channel streams", "https://www.youtube.com/embed/live_stream?channel=UCabcdefghijklmnopqrstuv", stage.YouTubeChannel, "UCabcdefghijklmnopqrstuv", "", "https://www.youtube.com/embed/live_stream?channel=UCabcdefghijklmnopqrstuv"},
	{"a channel", "https://www.youtube.com/channel/UCabcdefghijklmnopqrstuv", stage.YouTubeChannel, "UCabcdefghijklmnopqrstuv", "", "https://www.youtube.com/embed/live_stream?channel=UCabcdefghijklmnopqrstuv"},
	{"a Twitch channel", "https://www.twitch.tv/Some_Channel", stage.TwitchChannel, "some_channel", "", "https://player.twitch.tv/?channel=some_channel&parent=watch.example.org"},
	{"Twitch's player", "https://player.twitch.tv/?channel=some_channel&parent=old.example.org", stage.TwitchChannel, "some_channel", "", "https://player.twitch.tv/?channel=some_channel&parent=watch.example.org"},
	{"a Twitch video", "https://www.twitch.tv/videos/123123123", stage.TwitchVideo, "123123123", "", "https://player.twitch.tv/?video=123123123&parent=watch.example.org"},
	{"a Twitch clip", "https://clips.twitch.tv/TallQuietLamp-x_1", stage.TwitchClip, "TallQuietLamp-x_1", "", "https://clips.twitch.tv/embed?clip=TallQuietLamp-x_1&parent=watch.example.org"},
	{"a channel's clip", "https://www.twitch.tv/some_channel/clip/TallQuietLamp", stage.TwitchClip, "TallQuietLamp", "", "https://clips.twitch.tv/embed?clip=TallQuietLamp&parent=watch.example.org"},
	{"a playlist", "https://cdn.example.org:8443/hall/Index.m3u8?token=a%2Fb#x", stage.HLS, "", "", "https://cdn.example.org:8443/hall/Index.m3u8?token=a%2Fb"},
	{"a playlist, the usual port written out", "https://CDN.example.org:443/hall/index.M3U8", stage.HLS, "", "", "https://cdn.example.org/hall/index.M3U8"},
}

func TestParseSource(t *testing.T) {
	for _, tt := range pasted {
		t.Run(tt.name, func(t *testing.T) {
			s, err := stage.ParseSource(tt.pasted, stage.Options{})
			if err != nil {
				t.Fatalf("ParseSource(%q): %v", tt.pasted, err)
			}
			if s.Kind != tt.kind || s.Ref != tt.ref || s.Hash != tt.hash {
				t.Errorf("ParseSource(%q) = %s %q %q, want %s %q %q", tt.pasted, s.Kind, s.Ref, s.Hash, tt.kind, tt.ref, tt.hash)
			}
			if got := s.Embed(host + ":8443"); got != tt.embed {
				t.Errorf("embed = %s, want %s", got, tt.embed)
			}
			if again, err := stage.ParseSource(s.URL, stage.Options{}); err != nil || again != s {
				t.Errorf("its own address %q is read as %+v, %v; want %+v", s.URL, again, err, s)
			}
		})
	}
}

// refused are what cannot be shown, with words of the sentence that says what
// to do instead.
var refused = []struct{ name, pasted, want string }{
	{"nothing", " \n", "Paste an address"},
	{"a Vimeo event's chat", "https://vimeo.com/event/778899/chat/", "the chat beside a Vimeo event"},
	{"only a chat's frame", `<iframe src="https://vimeo.com/event/778899/chat/"></iframe>`, "the chat beside a Vimeo event"},
	{"a Vimeo person", "https://vimeo.com/user42", "not a video or an event"},
	{"Vimeo's back office", "https://vimeo.com/manage/videos/123456789", "back office"},
	{"a broken hash", "https://vimeo.com/123456789?h=a/b", "cannot be read"},
	{"a Vimeo number that is none", "https://vimeo.com/0123", "not a video or an event"},
	{"Vimeo's name in front of another's", "https://vimeo.com.evil.example/123456789", "not from Vimeo, YouTube or Twitch"},
	{"Vimeo's name in the user's place", "https://vimeo.com@evil.example/123456789", "without them"},
	{"a user and a password", "https://user:hush@vimeo.com/123456789", "without them"},
	{"a provider on another port", "https://vimeo.com:8443/123456789", "not from Vimeo, YouTube or Twitch"},
	{"a misspelt provider", "https://www.youuutube.com/watch?v=AbCdEfGhIj0", "not from Vimeo, YouTube or Twitch"},
	{"a YouTube handle", "https://www.youtube.com/@some/live", "only by its id"},
	{"a YouTube id that is short", "https://www.youtube.com/watch?v=short", "11 characters"},
	{"a word as long as an id", "https://youtu.be/videoseries", "not a video or a channel's stream"},
	{"YouTube's chat", "https://www.youtube.com/live_chat?v=AbCdEfGhIj0", "the chat beside a YouTube stream"},
	{"YouTube Studio", "https://studio.youtube.com/video/AbCdEfGhIj0/livestreaming", "YouTube Studio"},
	{"Twitch's own page", "https://www.twitch.tv/directory", "not a channel, a video or a clip"},
	{"Twitch's chat", "https://www.twitch.tv/popout/some_channel/chat", "the chat beside a Twitch channel"},
	{"a playlist without encryption", "http://cdn.example.org/index.m3u8", "without encryption"},
	{"one in the house, not allowed", "http://127.0.0.1:8080/index.m3u8", "without encryption"},
	{"a page of somebody", "https://example.org/live", "not an HLS playlist"},
	{"a script", "javascript:alert(1)", "begin with https://"},
	{"data", "data:text/html,<b>hello</b>", "no <iframe>"},
	{"a file", "file:///etc/passwd.m3u8", "begin with https://"},
	{"two addresses", "https://vimeo.com/1 https://vimeo.com/2", "not one address"},
	{"a backslash", `https://evil.example\@vimeo.com/123456789`, "not one address"},
	{"a host in Cyrillic", "https://пример.example/index.m3u8", "Latin letters"},
	{"an IPv6 address, which no policy can name", "https://[2001:db8::1]/index.m3u8", "IPv4"},
	{"a host that would end the policy", "https://a;script-src.example/index.m3u8", "Latin letters"},
	{"embed code without a frame", `<blockquote class="clip">look</blockquote><script src="https://example.org/x.js"></script>`, "no <iframe>"},
	{"a book", strings.Repeat("x", 20000), "too long"},
	{"an address as long as a page", "https://cdn.example.org/" + strings.Repeat("x", 3000) + ".m3u8", "longer than 2000"},
}

func TestParseSourceRefuses(t *testing.T) {
	for _, tt := range refused {
		t.Run(tt.name, func(t *testing.T) {
			s, err := stage.ParseSource(tt.pasted, stage.Options{})
			if stagedoor.KindOf(err) != stagedoor.Invalid || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("ParseSource(%.80q) = %+v, %v; want an Invalid error with %q", tt.pasted, s, err, tt.want)
			}
		})
	}
}

func TestIngestAddressesAreNotRepeated(t *testing.T) {
	const key = "k3y-9f8e-secret"
	for _, address := range []string{
		"rtmp://a.rtmp.youtube.com/live2/" + key,
		"RTMPS://live.example.org:443/app/" + key,
		"srt://live.example.org:9000?streamid=" + key,
		"https://a.upload.youtube.com/http_upload_hls?cid=" + key + "&copy=0&file=x.m3u8",
		"a.rtmp.youtube.com/live2/" + key,
		"https://live.example.org/whip/" + key,
		`<iframe src="rtmp://a.rtmp.youtube.com/live2/` + key + `"></iframe>`,
	} {
		s, err := stage.ParseSource(address, stage.Options{AllowPrivate: true})
		if !errors.Is(err, stage.ErrIngest) || s != (stage.Source{}) {
			t.Errorf("ParseSource(%q) = %+v, %v; want ErrIngest and nothing", address, s, err)
		}
	}
	// Neither the sentence nor the cause, which is logged, repeats a secret.
	for _, address := range []string{"rtmp://x/" + key, key, "live_" + key, "https://user:" + key + "@vimeo.com/1", "https://exa%zz" + key, "https://x.example/%zz" + key, "foo:" + key, key + " " + key} {
		_, err := stage.ParseSource(address, stage.Options{})
		if err == nil {
			t.Errorf("ParseSource(%q) took it", address)
			continue
		}
		for e := err; e != nil; e = errors.Unwrap(e) {
			if strings.Contains(e.Error(), key) {
				t.Errorf("ParseSource(%q) repeats it: %v", address, e)
			}
		}
	}
}

func TestPlainPlaylistsInTheHouse(t *testing.T) {
	for _, tt := range []struct {
		pasted string
		ok     bool
	}{
		{"http://127.0.0.1:40123/clips/hall/index.m3u8", true},
		{"localhost:8080/index.m3u8", true}, // becomes https
		{"http://localhost:8080/index.m3u8", true},
		{"http://192.168.1.20/live.m3u8", true},
		{"http://10.0.0.5:80/live.m3u8", true},
		{"http://8.8.8.8/live.m3u8", false},
		{"http://cdn.example.org/live.m3u8", false},
		{"http://localhost.example.org/live.m3u8", false},
	} {
		s, err := stage.ParseSource(tt.pasted, stage.Options{AllowPrivate: true})
		if (err == nil) != tt.ok {
			t.Errorf("ParseSource(%q) = %+v, %v; want ok %v", tt.pasted, s, err, tt.ok)
		}
	}
}

func TestHosts(t *testing.T) {
	read := func(p string) stage.Source {
		s, err := stage.ParseSource(p, stage.Options{})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	got := stage.HostsOf([]stage.Source{
		read("https://cdn.example.org:8443/x.m3u8"), read("https://cdn.example.org:8443/y.m3u8"), read("https://vimeo.com/1"),
		read("https://www.twitch.tv/some_channel"), {Kind: stage.Slate},
	})
	if want := "https://player.twitch.tv https://player.vimeo.com"; strings.Join(got.Frame, " ") != want {
		t.Errorf("frame-src %q, want %q", got.Frame, want)
	}
	if want := "https://cdn.example.org:8443"; strings.Join(got.Media, " ") != want || strings.Join(got.Connect, " ") != want {
		t.Errorf("media-src %q, connect-src %q; want %q", got.Media, got.Connect, want)
	}
	for playlist, want := range map[string]string{
		"https://stream.cdn.example/x.m3u8":        "https://*.cdn.example https://stream.cdn.example", // segments on a sister host
		"https://cdn.example/x.m3u8":               "https://cdn.example",
		"https://d1234.cloudfront.net/x.m3u8":      "https://d1234.cloudfront.net", // its sisters are strangers
		"https://stream.cdn.example:8443/x.m3u8":   "https://stream.cdn.example:8443",
		"https://192.0.2.7/x.m3u8":                 "https://192.0.2.7",
		"https://hall.stages.conf.co.uk/live.m3u8": "https://*.conf.co.uk https://hall.stages.conf.co.uk",
	} {
		if got := strings.Join(stage.HostsOf([]stage.Source{read(playlist)}).Connect, " "); got != want {
			t.Errorf("%s: connect-src %q, want %q", playlist, got, want)
		}
	}
	// What a frame loads must be what the policy allows.
	for _, tt := range pasted {
		s := read(tt.pasted)
		h := stage.HostsOf([]stage.Source{s})
		allowed := false
		for _, origin := range append(h.Frame, h.Media...) {
			allowed = allowed || strings.HasPrefix(s.Embed(host), origin+"/")
		}
		if !allowed {
			t.Errorf("%s: %s is not within %v", tt.name, s.Embed(host), h)
		}
	}
}

// FuzzParseSource holds that whatever is taken is stable, stays on https and
// the provider's own host, and can stand in a policy and an attribute.
func FuzzParseSource(f *testing.F) {
	for _, tt := range pasted {
		f.Add(tt.pasted)
	}
	for _, tt := range refused {
		if len(tt.pasted) < 1000 {
			f.Add(tt.pasted)
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := stage.ParseSource(text, stage.Options{})
		if err != nil {
			if stagedoor.KindOf(err) != stagedoor.Invalid {
				t.Fatalf("ParseSource(%q): %v has no sentence", text, err)
			}
			return
		}
		if again, err := stage.ParseSource(s.URL, stage.Options{}); err != nil || again != s {
			t.Fatalf("%q became %+v, and that %+v, %v", text, s, again, err)
		}
		s.ID, s.Stage = "main", "hall"
		if err := s.Validate(); err != nil {
			t.Fatalf("%q became %+v, which is not valid: %v", text, s, err)
		}
		h := stage.HostsOf([]stage.Source{s})
		origins := append(h.Frame, h.Media...)
		within := false
		for _, o := range origins {
			within = within || strings.HasPrefix(s.Embed(host), o+"/")
			if strings.ContainsAny(strings.TrimPrefix(o, "https://*."), " ;,'\"*\\") || !strings.HasPrefix(o, "https://") {
				t.Fatalf("%q: the origin %q", text, o)
			}
		}
		if !within || strings.ContainsAny(s.Embed(host), " \t\r\n\\") {
			t.Fatalf("%q: embed %q, allowed %q", text, s.Embed(host), origins)
		}
	})
}
