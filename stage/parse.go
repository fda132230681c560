package stage

import (
	"errors"
	"net/url"
	"regexp"
	"strings"

	"stagedoor"
)

// Options say what ParseSource lets in. The zero value is for a conference on
// the open web.
type Options struct {
	// AllowPrivate lets plain http in for a playlist on this machine or in
	// the house: the demo, an encoder next door.
	AllowPrivate bool
}

// ErrIngest is in the chain of ParseSource's error when an encoder's address
// was pasted: it holds a stream key, so a form must not show it again.
var ErrIngest = errors.New("an ingest address, which holds a secret")

// maxPasted is many times the longest embed code met.
const maxPasted = 10000

// maxAddress keeps a pasted address, with a CDN's token, within what browsers
// and tables take.
const maxAddress = 2000

// ParseSource reads what an organiser pastes: the address of a page, a player
// or an HLS playlist, or embed code with an <iframe>, of which only the
// address is kept. It sets Kind, URL, Ref and Hash. The error is Invalid, with
// a sentence that says what to paste instead; neither the sentence nor its
// cause holds what was pasted, which may be a secret.
func ParseSource(pasted string, o Options) (Source, error) {
	if len(pasted) > maxPasted {
		return Source{}, refuse("This is too long to be an address or an embed code. Paste the address alone.")
	}
	pasted = strings.Trim(pasted, " \t\r\n\u00a0\u200b\ufeff\"'")
	if pasted == "" {
		return Source{}, refuse("Paste an address from Vimeo, YouTube or Twitch, or of an HLS playlist.")
	}
	if bare, ok := strings.CutPrefix(pasted, "<http"); ok { // an address in angle brackets, from a mail
		pasted = "http" + strings.TrimSuffix(bare, ">")
	}
	if strings.Contains(pasted, "<") {
		return parseEmbedCode(pasted, o)
	}
	return parseAddress(pasted, o)
}

// parseAddress reads one address.
func parseAddress(pasted string, o Options) (Source, error) {
	u, err := readAddress(pasted)
	if err != nil {
		return Source{}, err
	}
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	if isIngest(host, u) {
		return Source{}, refuseIngest()
	}
	if strings.HasSuffix(strings.ToLower(u.Path), ".m3u8") {
		return parseHLS(u, o)
	}
	if port := u.Port(); port != "" && port != "443" && port != "80" {
		return Source{}, refuseHost()
	}
	path := strings.FieldsFunc(u.Path, func(r rune) bool { return r == '/' })
	switch host {
	case "vimeo.com", "www.vimeo.com", "player.vimeo.com", "m.vimeo.com":
		return parseVimeo(path, u.Query())
	case "youtube.com", "www.youtube.com", "m.youtube.com", "music.youtube.com", "www.youtube-nocookie.com", "youtube-nocookie.com":
		return parseYouTube(path, u.Query())
	case "youtu.be", "www.youtu.be":
		return parseYouTube(append([]string{"live"}, path...), u.Query())
	case "studio.youtube.com":
		return Source{}, refuse("This is YouTube Studio, which only its owner sees. Paste the video's share link.")
	case "twitch.tv", "www.twitch.tv", "m.twitch.tv", "player.twitch.tv":
		return parseTwitch(path, u.Query())
	case "clips.twitch.tv":
		return parseTwitchClip(path, u.Query())
	case "dashboard.twitch.tv":
		return Source{}, refuse("This is Twitch's dashboard, which only its owner sees. Paste the channel's address.")
	}
	return Source{}, refuseHost()
}

var (
	schemeForm = regexp.MustCompile(`^([a-zA-Z][a-zA-Z0-9+.-]*):(.*)$`)
	// A name or an IPv4 address: it stands in a Content-Security-Policy,
	// which has no way to write an IPv6 one.
	hostForm = regexp.MustCompile(`^[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?$`)
	portForm = regexp.MustCompile(`^[0-9]{1,5}$`)
)

// readAddress takes a pasted address apart; one without a scheme gets https.
// Only http and https come back, without a user, in one piece.
func readAddress(pasted string) (*url.URL, error) {
	if len(pasted) > maxAddress {
		return nil, refuse("This address is longer than %d characters.", maxAddress)
	}
	if strings.ContainsFunc(pasted, func(r rune) bool { return r <= ' ' || r == 0x7f || r == '\\' || r == '\ufffd' }) {
		return nil, refuse("This is not one address. Paste it alone, without anything before or after it.")
	}
	if strings.HasPrefix(pasted, "//") {
		pasted = "https:" + pasted
	}
	scheme := schemeForm.FindStringSubmatch(pasted)
	if scheme == nil || isPort(scheme[2]) {
		pasted = "https://" + pasted
		scheme = []string{"", "https", ""}
	}
	switch strings.ToLower(scheme[1]) {
	case "http", "https":
	case "rtmp", "rtmps", "rtmpt", "rtmpe", "rtsp", "rtsps", "srt", "rist", "whip", "udp", "rtp":
		return nil, refuseIngest()
	default:
		return nil, refuse("Only addresses that begin with https:// can be shown.")
	}
	u, err := url.Parse(pasted)
	if err != nil { // the cause holds what was pasted
		return nil, refuse("This is not an address. Copy it from the browser's address line.")
	}
	if u.User != nil {
		return nil, refuse("This address holds a user name or a password. Paste it without them.")
	}
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	if !hostForm.MatchString(host) || strings.Contains(host, "..") || len(host) > 253 || u.Port() != "" && !portForm.MatchString(u.Port()) {
		return nil, refuse("The name of the server in this address cannot be read. Write it in Latin letters, or as an IPv4 address.")
	}
	return u, nil
}

// isPort reports whether what follows a colon is a port and then a path:
// localhost:8080/live.m3u8 has no scheme.
func isPort(s string) bool {
	port, _, _ := strings.Cut(s, "/")
	return portForm.MatchString(port)
}

// isIngest reports whether an http address is where an encoder sends to.
func isIngest(host string, u *url.URL) bool {
	for part := range strings.SplitSeq(strings.ToLower(u.Path), "/") {
		if part == "whip" || part == "http_upload_hls" || part == "dash_upload" {
			return true
		}
	}
	for _, ending := range []string{"rtmp.youtube.com", "rtmps.youtube.com", "upload.youtube.com", "live.twitch.tv", "contribute.live-video.net", "cloud.vimeo.com"} {
		if host == ending || strings.HasSuffix(host, "."+ending) {
			return true
		}
	}
	return false
}

func refuse(msg string, args ...any) error { return stagedoor.Errorf(stagedoor.Invalid, msg, args...) }

func refuseHost() error {
	return refuse("This address is not from Vimeo, YouTube or Twitch, and not an HLS playlist, which ends in .m3u8.")
}

func refuseIngest() error {
	return &stagedoor.Error{Kind: stagedoor.Invalid, Err: ErrIngest,
		Msg: "This is where an encoder sends to, and it holds a secret stream key. We kept none of it. Paste the address where people watch."}
}
