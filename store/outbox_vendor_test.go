package store_test

import (
	"fmt"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/e2e/mailersend"
	"stagedoor/mail"
	"stagedoor/store"
	"stagedoor/store/storetest"
)

// ticking is a clock that goes on by itself too, for a sender with a pace.
func ticking(c *clock) func() time.Time {
	began := time.Now()
	return func() time.Time { return c.now().Add(time.Since(began)) }
}

// TestLettersThroughMailerSend walks letters from the queue to the pretended
// vendor and back through its webhook; one answer is lost.
func TestLettersThroughMailerSend(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		vendor, err := mailersend.Start(mailersend.Options{Token: "t", Domain: "example.org", PerMinute: 60_000})
		if err != nil {
			t.Fatal(err)
		}
		defer vendor.Close()
		sender, err := mail.ParseURL("mailersend:"+vendor.URL, func(name string) string { return map[string]string{mail.TokenEnv: "t"}[name] })
		if err != nil {
			t.Fatal(err)
		}
		vendor.LoseAnswers(1)
		queue(t, db, many(20)...)
		c := &clock{}
		box, stop := running(t, mail.Options{Store: db, Sender: sender, Now: ticking(c)})
		defer stop()
		until(t, box, "all but the lost one are sent", func() bool { return states(t, db)[stagedoor.LetterSent] == 19 })
		c.pass(2 * time.Minute)
		until(t, box, "the lost one is sent again", func() bool { return states(t, db)[stagedoor.LetterSent] == 20 })
		twice := 0
		for i := range 20 {
			switch n := len(vendor.LettersTo(fmt.Sprintf("l%03d@example.org", i))); n {
			case 1:
			case 2:
				twice++
			default:
				t.Errorf("letter %d arrived %d times", i, n)
			}
		}
		if twice != 1 {
			t.Errorf("%d letters arrived twice, want the one whose answer was lost", twice)
		}
		for i, l := range vendor.Letters() {
			kind := map[bool]string{true: "activity.delivered", false: "activity.hard_bounced"}[i%2 == 0]
			events, err := mail.ParseMailerSend(mailersend.Event(kind, l, c.now().Add(time.Hour)), c.now().Add(time.Hour))
			if err != nil {
				t.Fatal(err)
			}
			if err := box.Deliver(ctx, events); err != nil {
				t.Fatal(err)
			}
		}
		if got := states(t, db); got[stagedoor.LetterSent] != 0 || got[stagedoor.LetterDelivered]+got[stagedoor.LetterBounced] != 20 || got[stagedoor.LetterBounced] < 9 {
			t.Errorf("after the webhook: %v", got)
		}
	})
}

// TestMailerSendTokenIsRevoked pauses the outbox and says why.
func TestMailerSendTokenIsRevoked(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		vendor, err := mailersend.Start(mailersend.Options{PerMinute: 60_000})
		if err != nil {
			t.Fatal(err)
		}
		defer vendor.Close()
		sender, err := mail.ParseURL("mailersend:"+vendor.URL, func(name string) string { return map[string]string{mail.TokenEnv: "t"}[name] })
		if err != nil {
			t.Fatal(err)
		}
		vendor.Fail(401, "Unauthenticated.", "", 0)
		queue(t, db, many(12)...)
		c := &clock{}
		box, _ := running(t, mail.Options{Store: db, Sender: sender, Now: ticking(c)})
		until(t, box, "it is paused", func() bool {
			s, err := box.Status(ctx)
			return err == nil && s.Paused.Msg == "MailerSend does not accept our API token. Make a new one there, give it to Stagedoor, then restart."
		})
		if n := states(t, db)[stagedoor.LetterFailed]; n > 0 {
			t.Errorf("%d letters failed for a wrong token", n)
		}
		vendor.Recover()
		until(t, box, "all are sent", func() bool { return states(t, db)[stagedoor.LetterSent] == 12 })
		if n := len(vendor.Letters()); n != 12 {
			t.Errorf("the vendor has %d letters, want 12", n)
		}
	})
}
