package e2e

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// A typed code's end.
type typed struct {
	status int
	page   string
	retry  string
	took   time.Duration
	none   time.Duration // of which the machine had no time for us
	err    error
}

// crowd wrong N | right N DURATION: many people who type codes at once, all
// from one address. The wrong ones are made up; the right ones are those that
// came by letter, and all of them must be in within DURATION.
func (w *world) crowd(args []string) (string, error) {
	const usage = usageError("crowd wrong N, crowd right N DURATION")
	if len(args) < 2 {
		return "", usage
	}
	n, err := strconv.Atoi(args[1])
	if err != nil || n < 1 {
		return "", usage
	}
	switch {
	case args[0] == "wrong" && len(args) == 2:
		codes := make([]string, n)
		for i := range codes {
			codes[i] = fmt.Sprintf("0000-0000-%04d", i)
		}
		return wrongCodes(w.base(), codes)
	case args[0] == "right" && len(args) == 3:
		within, err := time.ParseDuration(args[2])
		if err != nil {
			return "", usage
		}
		came, err := w.arrived("")
		if err != nil {
			return "", err
		}
		var codes []string
		for _, l := range came {
			codes = append(codes, l.codes()...)
		}
		if len(codes) < n {
			return "", fmt.Errorf("only %d codes came by letter", len(codes))
		}
		return rightCodes(w.base(), codes[:n], within)
	}
	return "", usage
}

// starves is how little time the machine must have had for a request, that the
// database may have been busy for longer than is waited for: 503, and the page
// asks again by itself.
const starves = 5 * time.Second

// typeAll types all codes at once and returns how each ended.
func typeAll(base string, codes []string) []typed {
	out := make([]typed, len(codes))
	var all sync.WaitGroup
	start := make(chan struct{})
	for i, code := range codes {
		all.Go(func() {
			<-start
			began, waited := time.Now(), startWatch()
			a, body, err := typeCode(context.Background(), base, code)
			_, none := waited.took()
			for err == nil && a.StatusCode == http.StatusServiceUnavailable && none > starves && !waited.over(patience) {
				a, body, err = typeCode(context.Background(), base, code)
				_, none = waited.took()
			}
			out[i] = typed{took: time.Since(began), none: none, err: err}
			if err == nil {
				out[i].status, out[i].retry = a.StatusCode, a.Header.Get("Retry-After")
				out[i].page, out[i].err = (&world{last: answer{body: body}}).page(nil)
			}
		})
	}
	close(start)
	all.Wait()
	return out
}

// wrongCodes says how many were unknown and how many too many; anything else
// is a fault.
func wrongCodes(base string, codes []string) (string, error) {
	unknown, many := 0, 0
	var slowest time.Duration
	for _, t := range typeAll(base, codes) {
		if t.took-t.none > 20*time.Second {
			return "", fmt.Errorf("a wrong code was answered after %v, and %v in which the machine had no time for us", t.took-t.none, t.none)
		}
		slowest = max(slowest, t.took)
		retry, _ := strconv.Atoi(t.retry) // 0 if it is none
		switch {
		case t.err != nil:
			return "", t.err
		case t.status == http.StatusForbidden && strings.Contains(t.page, "We do not know this code. Compare it with the letter."):
			unknown++
		case t.status == http.StatusTooManyRequests && strings.Contains(t.page, "Too many wrong codes came from here.") && retry > 0:
			many++
		default:
			return "", fmt.Errorf("a wrong code was answered with %d, Retry-After %q:\n%s", t.status, t.retry, t.page)
		}
	}
	return fmt.Sprintf("%d unknown, %d too many; the slowest took %s", unknown, many, slowest.Round(time.Millisecond)), nil
}

// rightCodes says how long the last one waited at the door.
func rightCodes(base string, codes []string, within time.Duration) (string, error) {
	all := typeAll(base, codes)
	var problems []error
	for _, t := range all {
		switch {
		case t.err != nil:
			problems = append(problems, t.err)
		case t.status != http.StatusSeeOther:
			problems = append(problems, fmt.Errorf("a right code was answered with %d:\n%s", t.status, t.page))
		}
	}
	last := slices.MaxFunc(all, func(a, b typed) int { return int(a.took - a.none - b.took + b.none) })
	if slowest := last.took - last.none; slowest > within {
		problems = append(problems, fmt.Errorf("the last one came in after %s, and %s in which the machine had no time for us; not within %s", slowest, last.none, within))
	}
	if len(problems) > 3 {
		problems = append(problems[:3], fmt.Errorf("and %d more", len(problems)-3))
	}
	return fmt.Sprintf("%d in, the last after %s", len(all), last.took.Round(time.Millisecond)), errors.Join(problems...)
}
