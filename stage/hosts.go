package stage

import (
	"net/netip"
	"net/url"
	"slices"

	"golang.org/x/net/publicsuffix"
)

// Hosts are what a page's Content-Security-Policy must allow for its sources,
// as CSP origins, each list in order and without repetition.
type Hosts struct {
	Frame   []string // frame-src
	Media   []string // media-src
	Connect []string // connect-src
	Img     []string // img-src
}

// HostsOf joins what the rungs of a ladder need: the page changes between
// them without being loaded again.
func HostsOf(ladder []Source) Hosts {
	var h Hosts
	for _, s := range ladder {
		h.Frame = append(h.Frame, s.FrameHosts()...)
		h.Media = append(h.Media, s.MediaHosts()...)
		h.Connect = append(h.Connect, s.ConnectHosts()...)
		h.Img = append(h.Img, s.ImgHosts()...)
	}
	for _, list := range []*[]string{&h.Frame, &h.Media, &h.Connect, &h.Img} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
	return h
}

// FrameHosts are the origins whose <iframe> the page shows.
func (s Source) FrameHosts() []string {
	switch s.Kind {
	case VimeoVideo:
		return []string{"https://player.vimeo.com"}
	case VimeoEvent: // a past event's frame leads on to the player
		return []string{"https://player.vimeo.com", "https://vimeo.com"}
	case YouTubeVideo:
		return []string{"https://www.youtube-nocookie.com"}
	case YouTubeChannel:
		return []string{"https://www.youtube.com"}
	case TwitchChannel, TwitchVideo:
		return []string{"https://player.twitch.tv"}
	case TwitchClip:
		return []string{"https://clips.twitch.tv"}
	}
	return nil
}

// MediaHosts are the origins that a <video> of ours loads from.
func (s Source) MediaHosts() []string { return s.playlistHost() }

// ConnectHosts are the origins that hls.js loads from.
func (s Source) ConnectHosts() []string { return s.playlistHost() }

// ImgHosts are the origins of pictures: none yet. A provider's player brings
// its own within its frame.
func (s Source) ImgHosts() []string { return nil }

// playlistHost is where an HLS source lies. A CDN often keeps segments on a
// sister of the playlist's host, so those of its domain are allowed too; on
// another domain's host they are not played.
func (s Source) playlistHost() []string {
	if s.Kind != HLS {
		return nil
	}
	u, err := url.Parse(s.URL)
	if err != nil || u.Host == "" {
		return nil // ParseSource made none such
	}
	hosts := []string{u.Scheme + "://" + u.Host}
	if _, err := netip.ParseAddr(u.Hostname()); err != nil && u.Port() == "" {
		// Whose domain ends where strangers' begin, as on cloudfront.net,
		// the list of public suffixes knows.
		if domain, err := publicsuffix.EffectiveTLDPlusOne(u.Host); err == nil && domain != u.Host {
			hosts = append(hosts, u.Scheme+"://*."+domain)
		}
	}
	return hosts
}
