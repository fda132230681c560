package e2e

import (
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
)

// A viewer reads a stage's playlist as a low-latency player does: it asks for
// the part that comes next, is held until that is there, and takes it.
type viewer struct {
	client *http.Client
	base   string // the playlist's folder
	stop   chan struct{}
	once   sync.Once // closes stop
	ended  chan struct{}

	mu      sync.Mutex
	at      position
	breaks  int // discontinuities since it began
	parts   int
	back    int         // how often the playlist went back
	refused map[int]int // answers that were no playlist and no part, by status; 0 for none at all
	slowest time.Duration
	starved bool // between two parts the machine had so little time that an encoder may have been silent
}

// A position is where a live playlist ends.
type position struct {
	segment, part int // of the segment under way, and how many parts of it there are
	breaks        int // discontinuities, with those that have left it
	over          bool
	newest        string
}

// viewer is `viewer start NAME STAGE`, the current jar's person, `viewer over
// NAME`, which waits until the playlist has ended, and `viewer stop NAME`.
func (w *world) viewer(args []string) (string, error) {
	const usage = usageError("viewer start NAME STAGE, viewer over NAME, viewer stop NAME")
	switch {
	case len(args) == 3 && args[0] == "start" && w.viewers[args[1]] == nil:
		jar, err := w.cookieJar()
		if err != nil {
			return "", err
		}
		v := &viewer{client: &http.Client{Jar: jar, Timeout: hangs}, base: w.base() + "/live/" + args[2] + "/",
			stop: make(chan struct{}), ended: make(chan struct{}), refused: map[int]int{}}
		if v.at, err = v.playlist(""); err != nil {
			return "", err
		}
		if v.at, err = v.playlist(v.next()); err != nil { // what began before now is in the playlist then
			return "", err
		}
		if w.viewers == nil {
			w.viewers = map[string]*viewer{}
		}
		w.viewers[args[1]] = v
		w.atEnd(func() error { v.end(); return nil })
		go v.watch()
		return "", nil
	case len(args) == 2 && args[0] == "over" && w.viewers[args[1]] != nil:
		for waited := startWatch(); !waited.over(patience); {
			select {
			case <-w.viewers[args[1]].ended:
				return "", nil
			case <-time.After(pollEvery):
			}
		}
		return "", fmt.Errorf("%s's playlist has not ended within %v", args[1], patience)
	case len(args) == 2 && args[0] == "stop" && w.viewers[args[1]] != nil:
		v := w.viewers[args[1]]
		delete(w.viewers, args[1])
		v.end()
		return v.says(), nil
	}
	return "", usage
}

func (v *viewer) end() {
	v.once.Do(func() { close(v.stop) })
	<-v.ended
}

// mute is how much of the time between two parts the machine must have had none
// for us, that a stream may break for it: an encoder that sends no picture for
// 0.7 s is off the stage until it sends one again.
const mute = 300 * time.Millisecond

func (v *viewer) watch() {
	defer close(v.ended)
	waited := startWatch()
	for {
		query, stop := v.next(), false
		select {
		case <-v.stop: // with a last look, at what is there already
			query, stop = "", true
		default:
		}
		now, err := v.playlist(query)
		if err == nil && now.newest != v.at.newest {
			_, err = v.get(now.newest)
		}
		switch {
		case err != nil && stop:
			return
		case err != nil:
			time.Sleep(pollEvery)
			continue
		}
		v.mu.Lock()
		if now.segment < v.at.segment || now.segment == v.at.segment && now.part < v.at.part {
			v.back++
		}
		if now.newest != v.at.newest {
			v.parts++
			took, none := waited.took()
			v.slowest, v.starved = max(v.slowest, took), v.starved || none >= mute
			waited = startWatch()
		}
		v.breaks += max(0, now.breaks-v.at.breaks)
		v.at = now
		v.mu.Unlock()
		if now.over || stop {
			return
		}
	}
}

var (
	sequenceTag = regexp.MustCompile(`(?m)^#EXT-X-MEDIA-SEQUENCE:(\d+)$`)
	brokenTag   = regexp.MustCompile(`(?m)^#EXT-X-DISCONTINUITY-SEQUENCE:(\d+)$`)
	partTag     = regexp.MustCompile(`(?m)^#EXT-X-PART:.*URI="([^"]+)"`)
)

func (v *viewer) playlist(query string) (p position, err error) {
	text, err := v.get("index.m3u8" + query)
	if err != nil {
		return p, err
	}
	number := func(tag *regexp.Regexp) int {
		m := tag.FindStringSubmatch(text)
		if m == nil {
			err = fmt.Errorf("the playlist has no %s:\n%s", tag, text)
			return 0
		}
		n, e := strconv.Atoi(m[1])
		if e != nil {
			err = e
		}
		return n
	}
	p.segment = number(sequenceTag) + strings.Count(text, "#EXTINF")
	p.breaks = number(brokenTag) + strings.Count(text, "#EXT-X-DISCONTINUITY\n")
	p.over = strings.HasSuffix(text, "#EXT-X-ENDLIST\n")
	p.part = strings.Count(text[strings.LastIndex(text, "#EXTINF")+1:], "#EXT-X-PART:")
	if parts := partTag.FindAllStringSubmatch(text, -1); len(parts) > 0 {
		p.newest = parts[len(parts)-1][1]
	}
	return p, err
}

// next asks for the part that comes next.
func (v *viewer) next() string {
	return fmt.Sprintf("?_HLS_msn=%d&_HLS_part=%d", v.at.segment, v.at.part)
}

// get gets a file of the stage's; what is not an answer with 200 is counted.
func (v *viewer) get(name string) (string, error) {
	status, text := 0, ""
	a, err := v.client.Get(v.base + name)
	if err == nil {
		var b []byte
		b, err = io.ReadAll(a.Body)
		a.Body.Close()
		if err == nil {
			status, text = a.StatusCode, string(b)
		}
	}
	if status == http.StatusOK {
		return text, nil
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.refused[status]++
	if err == nil {
		err = fmt.Errorf("%s: %d", name, status)
	}
	return "", err
}

func (v *viewer) says() string {
	refused := "none refused"
	if len(v.refused) > 0 {
		refused = fmt.Sprint("refused: ", v.refused)
	}
	end := ""
	if v.at.over {
		end = ", then the end"
	}
	machine := ""
	if v.starved {
		machine = " on a machine without time"
	}
	return fmt.Sprintf("%d parts, %s, %d times back, %d discontinuities%s, the longest wait %.1f s%s\n", v.parts, refused, v.back, v.breaks, machine, v.slowest.Seconds(), end)
}
