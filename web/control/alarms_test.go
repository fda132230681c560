package control

import (
	"testing"
	"time"

	"stagedoor"
	"stagedoor/access"
	"stagedoor/mail"
	"stagedoor/schedule"
)

func TestAlarmsSayWhatIsWrong(t *testing.T) {
	now := time.Date(2027, 5, 13, 9, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		name  string
		state State
		want  []string
	}{
		{"all is well", State{Outbox: mail.Status{Open: true, ToLeave: 12}}, nil},
		{"plain http", State{PlainHTTP: true}, []string{"This site is served over plain http: everybody on the way can read codes and logins. Use https before you let people in."}},
		{"encoders cannot come", State{NoPort: true}, []string{"No encoder can reach us: port 1935 of this machine is in use. Free it, or start with another --rtmp-listen."}},
		{"no address to write to", State{NoContact: true}, []string{"Nobody can write to you: set an address in Conference."}},
		{"one letter waits", State{Outbox: mail.Status{ToLeave: 1}}, []string{"One letter waits: nobody gets a code until you open the outbox."}},
		{"many letters wait", State{Outbox: mail.Status{ToLeave: 1284}}, []string{"1284 letters wait: nobody gets a code until you open the outbox."}},
		{"the outbox is paused", State{Outbox: mail.Status{Open: true, Paused: stagedoor.Say("The password is wrong.")}}, []string{"The password is wrong."}},
		{"a feed fails", State{Failing: []access.Feed{{ID: "shop", Name: "Weemss"}}}, []string{"The feed “Weemss” cannot be read; nothing was changed. Its page says why."}},
		{"the programme fails", State{Programme: schedule.Reading{Problem: stagedoor.Say("Gone.")}}, []string{"The programme cannot be read; the talks stay as they were. Its page says why."}},
		{"the programme fails for long", State{Programme: schedule.Reading{Problem: stagedoor.Say("Gone."), Failing: now.Add(-90 * time.Minute)}}, []string{"The programme could not be read for 90 minutes; the talks stay as they were. Its page says why."}},
		{"the programme fails since yesterday", State{Programme: schedule.Reading{Problem: stagedoor.Say("Gone."), Failing: now.Add(-26 * time.Hour)}}, []string{"The programme could not be read for 26 hours; the talks stay as they were. Its page says why."}},
		{"a programme waits", State{Draft: &schedule.Draft{}}, []string{"A programme waits for your yes."}},
		{"a room waits", State{Programme: schedule.Reading{Rooms: []schedule.RoomCount{{Name: "Attic"}}}}, []string{"The talks of the room “Attic” wait: say which stage it is."}},
		{"rooms wait", State{Programme: schedule.Reading{Rooms: []schedule.RoomCount{{Name: "Attic"}, {Name: "Cellar"}}}}, []string{"The talks of 2 rooms wait: say which stages they are."}},
		{"a round waits", State{Waiting: []access.Entry{{Feed: "shop", Since: now.Add(-time.Second)}}}, []string{"The feed “shop” waits for your yes."}},
		{"a round waits for long", State{Waiting: []access.Entry{{Feed: "shop", Since: now.Add(-90 * time.Minute)}}}, []string{"The feed “shop” has waited for your yes for 90 minutes."}},
		{"a round waits since yesterday", State{Waiting: []access.Entry{{Feed: "shop", Since: now.Add(-26 * time.Hour)}}}, []string{"The feed “shop” has waited for your yes for 26 hours."}},
		{"codes are tried", State{Wrong: 400}, []string{"400 wrong codes were typed within the last minute. Right codes still open at once."}},
		{"a proxy, a minute ago", State{Proxy: now.Add(-time.Minute)}, []string{"A proxy forwards requests, but --trusted-proxy is not set: all people behind it look like one, and wrong codes of one slow the others."}},
		{"a proxy, an hour ago", State{Proxy: now.Add(-time.Hour)}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := tt.state.Alarms(now)
			if len(got) != len(tt.want) {
				t.Fatalf("alarms = %v, want %q", got, tt.want)
			}
			for i, a := range got {
				if a.Says.String() != tt.want[i] {
					t.Errorf("alarm %d = %q, want %q", i, a.Says, tt.want[i])
				}
			}
		})
	}
}
