package control

import (
	"context"
	"slices"
	"strings"
	"time"

	"stagedoor"
	"stagedoor/schedule"
	"stagedoor/stage"
	"stagedoor/web/ui"
)

// fill puts one day of what is known into the page.
func (p *ProgrammePage) fill(known schedule.Known, stages []stage.Stage, day string, now time.Time, zone *time.Location) {
	talks := known.InForce()
	p.Day = chosenDay(talks, day, now, zone)
	lines := talkLines(known)
	of := map[stagedoor.StageID][]stagedoor.Talk{}
	for _, t := range talks {
		of[t.Stage] = append(of[t.Stage], t)
	}
	today := schedule.DateOf(now, zone) == p.Day
	for _, s := range stages {
		c := ProgrammeColumn{Stage: s}
		all := stagedoor.NewSchedule(of[s.ID])
		overlaps := overlapping(all)
		for _, t := range all {
			if schedule.DayOf(t, zone) != p.Day {
				continue
			}
			line := lines[t.ID]
			line.Talk, line.Overlaps = t, overlaps[t.ID]
			if line.Overlaps {
				p.Overlaps++
			}
			c.Late = c.Late || today && t.Ends.After(now)
			c.Talks = append(c.Talks, line)
		}
		p.Columns = append(p.Columns, c)
	}
	p.Off = takenOff(known, p.Day, zone)
	for _, s := range slices.Backward(known.Shifts) {
		if schedule.DateOf(s.Made, zone) == p.Day {
			p.Shifts = append(p.Shifts, s)
		}
	}
}

// jumpFrom is how many stages a page shows without links down to each.
const jumpFrom = 6

// idle names the stages without a talk on the day.
func (p ProgrammePage) idle() string {
	var names []string
	for _, c := range p.Columns {
		if len(c.Talks) == 0 {
			names = append(names, c.Stage.Name)
		}
	}
	return strings.Join(names, ", ")
}

// takenOff are the day's talks that a hand took off the schedule.
func takenOff(known schedule.Known, day stagedoor.Date, zone *time.Location) (off []stagedoor.Talk) {
	gone := map[stagedoor.TalkID]schedule.Edit{}
	for _, e := range known.Edits {
		if e.Removed {
			gone[e.Talk] = e
		}
	}
	for _, t := range known.Talks {
		e, is := gone[t.ID]
		if !is {
			continue
		}
		if as := schedule.InForceOf(t, e, known.Shifts); schedule.DayOf(as, zone) == day {
			off = append(off, as)
		}
	}
	return off
}

// talkLines says of each talk where it comes from and whether a hand changed
// it.
func talkLines(known schedule.Known) map[stagedoor.TalkID]TalkLine {
	lines := make(map[stagedoor.TalkID]TalkLine, len(known.Talks))
	for _, t := range known.Talks {
		lines[t.ID] = TalkLine{Origin: t.Origin, Gone: t.Gone}
	}
	for _, e := range known.Edits {
		line := lines[e.Talk]
		line.Edited = line.Origin != schedule.ByHand && !e.Empty()
		lines[e.Talk] = line
	}
	return lines
}

// overlapping are the talks that are on while another one of the schedule is.
// Of those before a talk only the one that ends last is asked: who overlaps
// another one earlier is among them already.
func overlapping(s stagedoor.Schedule) map[stagedoor.TalkID]bool {
	out := map[stagedoor.TalkID]bool{}
	last := 0
	for i := range s {
		if i > 0 && s[i].Starts.Before(s[last].Ends) {
			out[s[i].ID], out[s[last].ID] = true, true
		}
		if s[i].Ends.After(s[last].Ends) {
			last = i
		}
	}
	return out
}

// daysOf are the days that have talks, in order, with their number.
func daysOf(talks []stagedoor.Talk, zone *time.Location) (days []stagedoor.Date, count map[stagedoor.Date]int) {
	count = map[stagedoor.Date]int{}
	for _, t := range talks {
		d := schedule.DayOf(t, zone)
		if count[d] == 0 {
			days = append(days, d)
		}
		count[d]++
	}
	slices.SortFunc(days, func(a, b stagedoor.Date) int {
		if a.Before(b) {
			return -1
		}
		return 1
	})
	return days, count
}

// chosenDay is the day that was asked for, else today, the next day with
// talks, or the last one; zero without talks.
func chosenDay(talks []stagedoor.Talk, asked string, now time.Time, zone *time.Location) stagedoor.Date {
	days, count := daysOf(talks, zone)
	if d, err := stagedoor.ParseDate(asked); err == nil && count[d] > 0 {
		return d
	}
	today := schedule.DateOf(now, zone)
	for _, d := range days {
		if !d.Before(today) {
			return d
		}
	}
	if len(days) > 0 {
		return days[len(days)-1]
	}
	return stagedoor.Date{}
}

// dayTabs lead to each day.
func dayTabs(ctx context.Context, talks []stagedoor.Talk, shown stagedoor.Date) (tabs []ui.Tab) {
	zone := zoneOf(ctx)
	days, count := daysOf(talks, zone)
	for _, d := range days {
		tabs = append(tabs, ui.Tab{
			Text: ui.Lang(ctx).Day(d.In(zone), zone), Href: programmeHref(d.String(), ""),
			Count: ui.Number(ctx, count[d]), Current: d == shown,
		})
	}
	return tabs
}
