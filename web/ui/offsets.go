package ui

import (
	"fmt"
	"strconv"
	"time"
)

// changes is how many changes of the clocks a page is told: it may stay open
// for days, and around Ramadan two are a month apart.
const changes = 2

// offsets tells the page's script what the conference's clock shows, since the
// browser's zone data may be older or newer than ours: the minutes east of UTC
// at the page's Now, then the next changes, each as Unix seconds and the
// minutes from then on. Sofia in the summer of 2027 is
// "180 1824944400:120 1837645200:180". A page without a Now has no clock.
func offsets(p Page) string {
	if p.Now.IsZero() {
		return ""
	}
	at := p.Now.In(p.zone())
	east := minutesEast(at)
	text := strconv.Itoa(east)
	for range changes {
		_, end := at.ZoneBounds()
		if end.IsZero() {
			break
		}
		at = end
		if m := minutesEast(at); m != east { // else only the zone's name is another one
			east = m
			text += fmt.Sprintf(" %d:%d", at.Unix(), east)
		}
	}
	return text
}

func minutesEast(t time.Time) int {
	_, seconds := t.Zone()
	return seconds / 60
}
