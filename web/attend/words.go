package attend

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"stagedoor"
	"stagedoor/access"
)

// twoLines breaks a conference's name for the door, where it stands large:
// "Hexagon / Conf 2027".
func twoLines(name string) []string {
	words := strings.Fields(name)
	if len(words) < 2 {
		return []string{name}
	}
	best, at := len(name), 1
	for i := 1; i < len(words); i++ {
		longest := max(len(strings.Join(words[:i], " ")), len(strings.Join(words[i:], " ")))
		if longest < best {
			best, at = longest, i
		}
	}
	return []string{strings.Join(words[:at], " "), strings.Join(words[at:], " ")}
}

// clip keeps what was typed short enough to be shown again.
func clip(typed string) string {
	const most = 100
	if r := []rune(typed); len(r) > most {
		return string(r[:most])
	}
	return typed
}

func queryEscape(s string) string { return url.QueryEscape(s) }

// seconds writes a time for Retry-After, rounded up.
func seconds(d time.Duration) string {
	return strconv.Itoa(int((d + time.Second - 1) / time.Second))
}

// statusOf is the status of a page that shows what is wrong with a form.
func statusOf(err error) int {
	switch stagedoor.KindOf(err) {
	case stagedoor.Invalid:
		return http.StatusUnprocessableEntity
	case stagedoor.TooMany:
		return http.StatusTooManyRequests
	}
	return http.StatusForbidden
}

// opens reports whether a refused person's code may open again by itself.
func opens(why access.Reason) bool {
	return why == access.WhyUnpaid || why == access.WhyCancelled || why == access.WhyGone
}

// langOf is the lang attribute of a foreign title; without a language there
// is none.
func langOf(tag string) templ.Attributes {
	if tag == "" {
		return nil
	}
	return templ.Attributes{"lang": tag}
}
