package control

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"stagedoor/stage"
	"stagedoor/text"
	"stagedoor/web/ui"
)

func in(lang string) context.Context {
	return ui.With(context.Background(), ui.Page{Language: text.For(lang), Zone: time.UTC, Now: time.Date(2027, 5, 13, 14, 52, 0, 0, time.UTC)})
}

// fine is what OBS sends when all is well.
func fine() Figures {
	f := Figures{
		Picture: &Picture{Codec: "H.264", Profile: 100, Width: 1920, Height: 1080, FrameRate: 30, KeyEvery: 2 * time.Second},
		Sound:   &Sound{Codec: "AAC", Rate: 48000, Channels: 2},
		BitRate: 4_500_000, Drift: 12 * time.Millisecond,
	}
	for range 60 {
		f.Minute = append(f.Minute, Second{Bits: 4_500_000})
	}
	return f
}

const obs = "obs-output module (libobs version 31.1.2)"

// warningCases are every warning that there is, with what brings it.
var warningCases = []struct {
	what   string
	by     string
	but    func(f *Figures)
	en, bg string // empty: none
}{
	{"all is well", obs, func(f *Figures) {}, "", ""},
	{"29.97", obs, func(f *Figures) { f.Picture.FrameRate = 29.97 }, "", ""},
	{"a film", obs, func(f *Figures) { f.Picture.FrameRate = 23.976 }, "", ""},
	{"a clock that is off", obs, func(f *Figures) { f.Picture.FrameRate = 60.2 }, "", ""},
	{"key frames of 2.4 s", obs, func(f *Figures) { f.Picture.KeyEvery = 2400 * time.Millisecond }, "", ""},
	{"key frames not known yet", obs, func(f *Figures) { f.Picture.KeyEvery = 0 }, "", ""},
	{"a little early", obs, func(f *Figures) { f.Drift = -79 * time.Millisecond }, "", ""},
	{"portrait", obs, func(f *Figures) { f.Picture.Width, f.Picture.Height = 1080, 1920 }, "", ""},
	{"a picture that stands still, at a bitrate for its size", obs, func(f *Figures) { f.BitRate = 1_600_000 }, "", ""},
	{"a slide, of which an encoder sends what it needs", obs, func(f *Figures) { f.BitRate = 320_000 }, "", ""},
	{"a drawing of 540p25, with little sound", obs, func(f *Figures) {
		f.Picture.Width, f.Picture.Height, f.Picture.FrameRate, f.BitRate = 960, 540, 25, 85_000
	}, "", ""},

	{"on air in a moment", obs, func(f *Figures) { f.Unseen = 2 * time.Second }, "", ""},
	{"on air, and its key frame does not come", obs, func(f *Figures) { f.Unseen = 4 * time.Second },
		"Viewers do not see this picture yet: it begins at its next key frame.", "Зрителите още не виждат тази картина: тя започва от следващия си ключов кадър."},

	{"nothing yet", obs, func(f *Figures) { *f = Figures{} }, "", ""},
	{"sound alone", obs, func(f *Figures) { f.Picture = nil }, "No picture: the encoder sends sound alone.", "Няма картина: енкодерът праща само звук."},
	{"a picture that stopped, far behind its sound", obs, func(f *Figures) {
		f.Stopped, f.Gaps, f.SoundAfter, f.Drift, f.BitRate = true, 1, -848500*time.Millisecond, time.Second, 130_000
		f.Picture.KeyEvery, f.Picture.FrameRate = 10*time.Second, 9
	}, "No picture: the encoder sends sound alone.", "Няма картина: енкодерът праща само звук."},
	{"all stopped", obs, func(f *Figures) { f.Stopped, f.Silent, f.Gaps, f.BitRate = true, true, 1, 0 },
		"Nothing comes: the encoder is connected and sends neither picture nor sound.", "Нищо не идва: енкодерът е свързан, но не праща нито картина, нито звук."},
	{"High 4:2:2", obs, func(f *Figures) { f.Picture.Profile = 122 },
		"Browsers do not play this picture: set the profile High and the colour format NV12.", "Браузърите не показват такава картина: задайте профил High и цветови формат NV12."},
	{"no sound", obs, func(f *Figures) { f.Sound = nil }, "No sound: the encoder sends none.", "Няма звук: енкодерът не праща."},
	{"a file from ffmpeg", "Lavf60.16.100", func(f *Figures) { f.Pace, f.BitRate = 40.4, 12_000_000 },
		"The encoder sends 40 times as fast as real time: add -re in ffmpeg.", "Енкодерът изпраща 40 пъти по-бързо от реалното време: добавете -re във ffmpeg."},
	{"a file from something else", "Teradek", func(f *Figures) { f.Pace = 1.5 },
		"The encoder sends 1.5 times as fast as real time: let it send in real time.", "Енкодерът изпраща 1,5 пъти по-бързо от реалното време: нека изпраща в реално време."},
	{"a gap", obs, func(f *Figures) { f.Gaps = 1; f.Minute[3] = Second{Gap: true} },
		"The picture stops now and then: 1 gap in the last minute.", "Картината спира от време на време: 1 прекъсване в последната минута."},
	{"gaps", obs, func(f *Figures) { f.Gaps = 7 },
		"The picture stops now and then: 7 gaps in the last minute.", "Картината спира от време на време: 7 прекъсвания в последната минута."},
	{"key frames of 10 s", obs, func(f *Figures) { f.Picture.KeyEvery = 10 * time.Second }, "Key frames are 10.0 s apart: set 2 s in OBS.", "Ключовите кадри са през 10,0 s: задайте 2 s в OBS."},
	{"key frames of 10 s from nobody we know", "Teradek", func(f *Figures) { f.Picture.KeyEvery = 10 * time.Second },
		"Key frames are 10.0 s apart: set 2 s in the encoder.", "Ключовите кадри са през 10,0 s: задайте 2 s в енкодера."},
	{"key frames alone", obs, func(f *Figures) { f.Picture.KeyEvery = 40 * time.Millisecond },
		"Key frames are only 0.04 s apart: with 2 s the picture gets sharper.", "Ключовите кадри са само през 0,04 s: с 2 s картината става по-ясна."},
	{"late sound", obs, func(f *Figures) { f.Drift = 120 * time.Millisecond }, "The sound is 120 ms late.", "Звукът закъснява с 120 ms."},
	{"early sound", obs, func(f *Figures) { f.Drift = -80 * time.Millisecond }, "The sound is 80 ms early.", "Звукът избързва с 80 ms."},
	{"sound that comes late, and is heard", obs, func(f *Figures) { f.SoundAfter = 900 * time.Millisecond }, "", ""},
	{"sound that comes early, and is heard", obs, func(f *Figures) { f.SoundAfter = -1900 * time.Millisecond }, "", ""},
	{"sound that comes too late", obs, func(f *Figures) { f.SoundAfter, f.Drift = 1100*time.Millisecond, -120*time.Millisecond },
		"Viewers hear silence: the sound comes 1.1 s after its picture. Take its delay away, or restart the encoder.",
		"Зрителите чуват тишина: звукът идва 1,1 s след картината си. Махнете закъснението му или рестартирайте енкодера."},
	{"sound that comes too early", obs, func(f *Figures) { f.SoundAfter = -2400 * time.Millisecond },
		"Viewers hear silence: the sound comes 2.4 s before its picture. Take the picture’s delay away, or restart the encoder.",
		"Зрителите чуват тишина: звукът идва 2,4 s преди картината си. Махнете закъснението на картината или рестартирайте енкодера."},
	{"4K", obs, func(f *Figures) { f.Picture.Width, f.Picture.Height, f.BitRate = 3840, 2160, 8_000_000 },
		"3840 × 2160 is more than many devices play: set 1920 × 1080.", "3840 × 2160 е повече, отколкото много устройства могат да покажат: задайте 1920 × 1080."},
	{"120 fps", obs, func(f *Figures) { f.Picture.FrameRate, f.BitRate = 120, 8_000_000 },
		"120 frames a second are more than many devices play: set 60 or fewer.", "120 кадъра в секунда са повече, отколкото много устройства могат да покажат: задайте най-много 60."},
	{"a machine that is too slow", obs, func(f *Figures) { f.Picture.FrameRate = 9.6 },
		"Only 10 frames a second come: is the encoder's machine too slow?", "Идват само 10 кадъра в секунда: не е ли бавна машината на енкодера?"},
	{"too much", obs, func(f *Figures) { f.BitRate = 12_000_000 },
		"12.0 Mbit/s are more than many lines carry: set 6 or less.", "12,0 Mbit/s са повече, отколкото поемат много връзки: задайте 6 или по-малко."},
	{"it swings", obs, func(f *Figures) {
		for i := range 30 {
			f.Minute[i].Bits = 1_000_000
		}
	}, "The bitrate swings between 1.0 and 4.5 Mbit/s: set CBR.", "Потокът скача между 1,0 и 4,5 Mbit/s: задайте CBR."},
	{"too little", obs, func(f *Figures) { f.BitRate = 300_000 },
		"0.3 Mbit/s are little for 1920 × 1080: set 3.1 or more.", "0,3 Mbit/s са малко за 1920 × 1080: задайте поне 3,1."},
}

func TestWarnings(t *testing.T) {
	for _, tt := range warningCases {
		f := fine()
		tt.but(&f)
		for lang, want := range map[string]string{"en": tt.en, "bg": tt.bg} {
			if got := strings.Join(warnings(in(lang), f, tt.by), " | "); got != want {
				t.Errorf("%s: %q, want %q", tt.what, got, want)
			}
		}
	}
}

// TestSeveralWarnings: the worst comes first.
func TestSeveralWarnings(t *testing.T) {
	f := fine()
	f.Sound, f.Gaps, f.Picture.KeyEvery = nil, 2, 5*time.Second
	const want = "No sound: the encoder sends none. | The picture stops now and then: 2 gaps in the last minute. | Key frames are 5.0 s apart: set 2 s in OBS."
	if got := strings.Join(warnings(in("en"), f, obs), " | "); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestTheGuideExplainsEachWarning: a producer who reads a warning finds its
// words in the guide.
func TestTheGuideExplainsEachWarning(t *testing.T) {
	b, err := os.ReadFile("../../docs/producer.md")
	if err != nil {
		t.Fatal(err)
	}
	guide := strings.Join(strings.Fields(string(b)), " ")
	for _, tt := range warningCases {
		if tt.en != "" && !strings.Contains(guide, "**"+tt.en+"**") {
			t.Errorf("docs/producer.md does not have **%s**", tt.en)
		}
	}
	for _, r := range []stage.Reason{stage.WrongKey, stage.OldKey, stage.Removed, stage.Second, stage.Replaced, stage.Elsewhere, stage.Moved, stage.NotTaken, stage.Unsupported, stage.Garbage} {
		if words := r.Says("H.265").String(); r != stage.Elsewhere && !strings.Contains(guide, "**"+words+"**") {
			t.Errorf("docs/producer.md does not have **%s**", words)
		}
	}
	for _, codec := range []string{"Multitrack Video", "AAC Main", "H.264 4:4:4", "H.264 profile 244"} {
		if words := stage.Unsupported.Says(codec).String(); !strings.Contains(guide, "**"+words+"**") {
			t.Errorf("docs/producer.md does not have **%s**", words)
		}
	}
}

func TestSendingWords(t *testing.T) {
	f := fine()
	if got, want := sendingWord(in("en"), f)+"; "+timingWords(in("en"), f), "1080p30, H.264 + AAC, 4.5 Mbit/s; sound +12 ms, no gaps, key frames 2.0 s apart"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := sendingWord(in("bg"), f)+"; "+timingWords(in("bg"), f), "1080p30, H.264 + AAC, 4,5 Mbit/s; звук +12 ms, без прекъсвания, ключови кадри през 2,0 s"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	for _, tt := range []struct {
		but  func(f *Figures)
		want string
	}{
		{func(f *Figures) { f.Stopped, f.Gaps, f.BitRate = true, 1, 130_000 }, "AAC, 0.1 Mbit/s; 1 gap"},
		{func(f *Figures) { f.Stopped, f.Silent, f.Gaps, f.BitRate = true, true, 1, 0 }, "0.0 Mbit/s; 1 gap"},
	} {
		f := fine()
		tt.but(&f)
		if got := sendingWord(in("en"), f) + "; " + timingWords(in("en"), f); got != tt.want {
			t.Errorf("of a picture that stopped it says %q, want %q", got, tt.want)
		}
	}
	for _, tt := range []struct {
		p    Picture
		want string
	}{
		{Picture{Width: 1280, Height: 720, FrameRate: 29.97}, "720p29.97"},
		{Picture{Width: 1280, Height: 720, FrameRate: 50}, "720p50"},
		{Picture{Width: 1280, Height: 720}, "720p"},
		{Picture{Width: 1080, Height: 1920, FrameRate: 25}, "1080 × 1920, 25 fps"},
		{Picture{Width: 1024, Height: 768}, "1024 × 768"},
	} {
		if got := sizeWord(tt.p); got != tt.want {
			t.Errorf("%+v is %q, want %q", tt.p, got, tt.want)
		}
	}
}

func TestEncoderNames(t *testing.T) {
	for _, tt := range []struct{ calls, want string }{
		{obs, "OBS 31.1.2 from 10.0.0.4"},
		{"FMLE/3.0 (compatible; Lavf61.7.100)", "ffmpeg from 10.0.0.4"},
		{"Lavf61.7.100", "ffmpeg from 10.0.0.4"},
		{"vMix 27.0.0.83", "vMix 27.0.0.83 from 10.0.0.4"},
		{"FMLE/3.0 (compatible; Stagedoor)", "Stagedoor from 10.0.0.4"},
		{"FMLE/3.0 (compatible; FMSc/1.0)", "FMLE/3.0 (compatible; FMSc/1.0) from 10.0.0.4"},
		{"", "An encoder from 10.0.0.4"},
	} {
		if got := sendsWord(in("en"), stage.Encoder{Encoder: tt.calls, Remote: "10.0.0.4"}); got != tt.want {
			t.Errorf("%q is %q, want %q", tt.calls, got, tt.want)
		}
	}
}

func TestPlayingWord(t *testing.T) {
	for _, tt := range []struct {
		p    stage.Playing
		want string
	}{
		{stage.Playing{}, ""},
		{stage.Playing{Beacons: 9, Stalls: 3, Errors: 2, Starts: stage.Spread{24: 9}, Behinds: stage.Spread{46: 9}}, "Players: start 0.4 s, 3 stalls a minute, 1.4 s behind, 2 errors"},
		{stage.Playing{Beacons: 1, Stalls: 1, Errors: 1}, "Players: 1 stall a minute, 1 error"},
	} {
		if got := playingWord(in("en"), tt.p); got != tt.want {
			t.Errorf("%+v is %q, want %q", tt.p, got, tt.want)
		}
	}
}

func TestRefusalsThatAreNews(t *testing.T) {
	now := time.Date(2027, 5, 13, 14, 52, 0, 0, time.UTC)
	for _, tt := range []struct {
		what      string
		at, since time.Duration // before now; since 0: nobody publishes
		news      bool
	}{
		{"a minute ago, nobody came since", time.Minute, 0, true},
		{"an hour ago", time.Hour, 0, false},
		{"it came in after that", 2 * time.Minute, time.Minute, false},
		{"another one knocked", time.Minute, 2 * time.Minute, true},
	} {
		since := time.Time{}
		if tt.since > 0 {
			since = now.Add(-tt.since)
		}
		if got := !fresh(stage.Refusal{At: now.Add(-tt.at)}, since, now).At.IsZero(); got != tt.news {
			t.Errorf("%s: news %v, want %v", tt.what, got, tt.news)
		}
	}
}

// TestSpark: the sparkline as it is drawn, with a gap and at a start.
func TestSpark(t *testing.T) {
	minute := []Second{{Bits: 2_000_000}, {Bits: 4_000_000}, {Gap: true}, {Gap: true}, {Bits: 1_000_000}, {Bits: 2_000_000, Gap: true}}
	for _, tt := range []struct {
		minute []Second
		want   string
	}{
		{minute, `<svg class="spark" viewBox="0 0 120 40" preserveAspectRatio="none" aria-hidden="true"><rect class="gap" x="112" y="0" width="4" height="40"></rect><rect class="gap" x="118" y="0" width="2" height="40"></rect><path class="base" d="M0,39.5H120"></path><path d="M110,20.0L112,2.0L114,38.0L116,38.0L118,29.0L120,20.0"></path></svg>`},
		{minute[:1], `<svg class="spark" viewBox="0 0 120 40" preserveAspectRatio="none" aria-hidden="true"><path class="base" d="M0,39.5H120"></path></svg>`},
		{[]Second{{}, {}}, `<svg class="spark" viewBox="0 0 120 40" preserveAspectRatio="none" aria-hidden="true"><path class="base" d="M0,39.5H120"></path><path d="M118,38.0L120,38.0"></path></svg>`},
	} {
		var out strings.Builder
		if err := spark(tt.minute).Render(context.Background(), &out); err != nil || strings.ReplaceAll(out.String(), "> <", "><") != tt.want {
			t.Errorf("%v is drawn as\n%s (%v), want\n%s", tt.minute, &out, err, tt.want)
		}
	}
}
