package ui

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// People writes the names of a talk's people.
func People(names []string) string { return strings.Join(names, ", ") }

// machineTime is a moment for <time datetime>, in the conference's zone: the
// script reads the conference's hour off it.
func machineTime(ctx context.Context, t time.Time) string {
	return t.In(PageOf(ctx).zone()).Format("2006-01-02T15:04:05Z07:00")
}

func (r TalkRow) class() string {
	switch {
	case r.Current:
		return "on"
	case r.Talk.Past(r.Now):
		return "past"
	}
	return ""
}

func (r TalkRow) onNow() string {
	if r.Current {
		return "true"
	}
	return ""
}

// far reports whether ShortWhen writes the moment as a date, which is longer
// than the column of times.
func far(ctx context.Context, t time.Time) bool {
	return len([]rune(ShortWhen(ctx, t))) > len("Mon 01:00")
}

// countdown writes 7:42, or 1:07:42, and from a day on "26 hours", "171 days".
func countdown(ctx context.Context, d time.Duration) string {
	if d >= 24*time.Hour {
		return Lang(ctx).Long(d)
	}
	s := int(d / time.Second)
	if s >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	}
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}
