package mail

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"stagedoor"
)

// sendAll sends a batch in as many lanes as the sender has. A trouble that
// concerns all letters ends the batch; what was not begun goes back.
func (o *Outbox) sendAll(ctx, hand context.Context, conf stagedoor.Conference, letters []stagedoor.Letter) error {
	ctx, cancel := context.WithTimeout(ctx, batchFor)
	defer cancel()
	var (
		lanes sync.WaitGroup
		todo  = make(chan stagedoor.Letter)
		first atomic.Pointer[error]
	)
	for range max(1, min(o.opt.Sender.Pace().Lanes, len(letters))) {
		lanes.Go(func() {
			for l := range todo {
				if err := o.sendInTurn(ctx, hand, conf, l); err != nil {
					first.CompareAndSwap(nil, &err)
					cancel()
				}
			}
		})
	}
	for _, l := range letters {
		todo <- l
	}
	close(todo)
	lanes.Wait()
	if err := first.Load(); err != nil && !errors.Is(*err, errPaused) {
		return *err
	}
	return nil
}

// errPaused ends a batch: the outbox is paused, and the pause says why.
var errPaused = errors.New("the outbox is paused")

// sendInTurn waits for the letter's turn and sends it, or gives it back when
// the batch ends first.
func (o *Outbox) sendInTurn(ctx, hand context.Context, conf stagedoor.Conference, l stagedoor.Letter) error {
	if ctx.Err() == nil {
		o.mu.Lock()
		wait := o.pace.take(o.opt.Now(), o.opt.Sender.Pace().PerMinute)
		o.mu.Unlock()
		if wait > 0 {
			t := time.NewTimer(wait)
			defer t.Stop()
			select {
			case <-ctx.Done():
			case <-t.C:
			}
		}
	}
	if ctx.Err() != nil {
		return o.keep(hand, o.giveBack(l))
	}
	t, err := o.send(hand, conf, l)
	if kept := o.keep(hand, t); err == nil {
		err = kept
	}
	return err
}

// send sends one letter and says how that went. The error, if any, concerns
// the letters behind it too.
func (o *Outbox) send(ctx context.Context, conf stagedoor.Conference, l stagedoor.Letter) (Tried, error) {
	m, without, err := o.write(ctx, conf, l)
	if stagedoor.KindOf(err) == stagedoor.NotFound {
		t := o.tried(l, stagedoor.LetterSuperseded)
		t.Problem, _ = stagedoor.SentenceOf(err)
		for _, line := range l.Lines {
			t.Without = append(t.Without, line.Attendee)
		}
		return t, nil
	}
	if err != nil {
		return o.giveBack(l), err
	}
	one, cancel := context.WithTimeout(ctx, sendFor)
	defer cancel()
	id, err := o.opt.Sender.Send(one, m)
	if err != nil {
		return o.failed(ctx, l, asSendError(err))
	}
	o.opt.At("mail accepted")
	o.goesAgain(ctx)
	t := o.tried(l, stagedoor.LetterSent)
	t.Provider, t.Counts, t.Without = id, true, without
	return t, nil
}

// write makes the letter's message, with the codes as they are now, and says
// whose it leaves out. The error is NotFound when none of its codes is good any
// more.
func (o *Outbox) write(ctx context.Context, conf stagedoor.Conference, l stagedoor.Letter) (Message, []stagedoor.AttendeeID, error) {
	lines, without, err := o.lines(ctx, l)
	if err != nil {
		return Message{}, nil, err
	}
	m, err := Render(conf, o.opt.PublicURL, l.Kind, l.Language, lines, o.opt.Now())
	if err != nil {
		return Message{}, nil, fmt.Errorf("letter %s: %w", l.ID, err)
	}
	m.ID, m.To, m.ToName = l.ID, l.Address, l.Name
	m.From, m.FromName, m.ReplyTo = o.from.Address, o.from.Name, conf.Contact
	if m.FromName == "" {
		m.FromName = conf.Name
	}
	return m, without, nil
}

// lines asks for the letter's codes and leaves out whose is not current.
func (o *Outbox) lines(ctx context.Context, l stagedoor.Letter) (lines []Line, without []stagedoor.AttendeeID, err error) {
	if l.Kind == stagedoor.LetterTest {
		return []Line{Sample(l.Name)}, nil, nil
	}
	all, err := o.opt.Codes.Lines(ctx, l.Lines)
	if err != nil {
		return nil, nil, fmt.Errorf("letter %s: codes: %w", l.ID, err)
	}
	known := map[stagedoor.AttendeeID]Line{}
	for _, line := range all {
		if !known[line.Attendee].Current {
			known[line.Attendee] = line
		}
	}
	told := map[stagedoor.AttendeeID]bool{}
	for _, want := range l.Lines {
		switch line := known[want.Attendee]; {
		case told[want.Attendee]: // an attendee stands in a letter once
		case line.Current:
			lines = append(lines, line)
		default:
			without = append(without, want.Attendee)
		}
		told[want.Attendee] = true
	}
	if len(lines) == 0 {
		return nil, nil, stagedoor.Errorf(stagedoor.NotFound, "Every code of this letter was replaced or cancelled before it left.")
	}
	return lines, without, nil
}

// Show makes a letter as it would leave now, for the mailbox page and the
// control room; the error is NotFound when its codes are not good any more.
func (o *Outbox) Show(ctx context.Context, id stagedoor.LetterID) (Message, error) {
	l, err := o.opt.Store.Letter(ctx, id)
	if err != nil {
		return Message{}, err
	}
	conf, err := o.opt.Store.Conference(ctx)
	if err != nil {
		return Message{}, err
	}
	m, _, err := o.write(ctx, conf, l)
	return m, err
}

// failed says what a trouble means for the letter; the error is errPaused
// when it concerns the others too.
func (o *Outbox) failed(ctx context.Context, l stagedoor.Letter, e *SendError) (Tried, error) {
	o.opt.Log.Warn("a letter was not accepted", "letter", l.ID, "why", e.What, "trouble", e.Trouble.String(), "tries", l.Tries)
	t := o.tried(l, stagedoor.LetterQueued)
	t.Problem = e.Say
	switch e.Trouble {
	case Settings, Away:
		t.Due = t.At // the pause holds it, not a retry of its own
		if e.Mine {
			t.Due, t.Counts = t.At.Add(retryIn(l.Tries+1, 0)), true
			if l.Tries+1 >= maxTries {
				t.State = stagedoor.LetterFailed
			}
		}
		o.stop(ctx, e)
		return t, errPaused
	case Refused:
		o.goesAgain(ctx) // the server is there and answers
		t.State, t.Counts = stagedoor.LetterFailed, true
	default:
		t.Counts = true
		t.Due = t.At.Add(retryIn(l.Tries+1, e.After))
		if l.Tries+1 >= maxTries {
			t.State = stagedoor.LetterFailed
		}
	}
	return t, nil
}

// stop pauses the outbox, here and for those who look at it elsewhere.
func (o *Outbox) stop(ctx context.Context, e *SendError) {
	o.mu.Lock()
	now := o.opt.Now()
	if o.pause.Until.After(now) {
		o.mu.Unlock()
		return // several lanes had the same trouble
	}
	p := Pause{Why: e.Say, Settings: e.Trouble == Settings && e.After == 0}
	o.away++
	if p.Settings {
		p.Until = now.Add(settingsIn)
	} else {
		p.Until = now.Add(awayIn(o.away, e.After))
	}
	o.pause, o.probe = p, true
	o.mu.Unlock()
	o.keepPause(ctx, p)
}

// goesAgain notes that a letter was accepted: no pause, no probing.
func (o *Outbox) goesAgain(ctx context.Context) {
	o.mu.Lock()
	was := o.pause
	o.pause, o.probe, o.away = Pause{}, false, 0
	o.mu.Unlock()
	if !was.Why.Zero() {
		o.keepPause(ctx, Pause{})
	}
}

// nothingToTry ends a pause that is over when no letter is there to find out
// with. That somebody has to mend something stays true.
func (o *Outbox) nothingToTry(ctx context.Context) {
	o.mu.Lock()
	settings := o.pause.Settings
	o.mu.Unlock()
	if !settings {
		o.goesAgain(ctx)
	}
}

// keepPause tells the store of the pause. It is only shown, and kept for who
// takes over: that it cannot be written harms nothing.
func (o *Outbox) keepPause(ctx context.Context, p Pause) {
	if err := o.opt.Store.PauseOutbox(ctx, p); err != nil {
		o.opt.Log.Error("the outbox's pause was not written", "err", err)
	}
}

func (o *Outbox) tried(l stagedoor.Letter, s stagedoor.LetterState) Tried {
	return Tried{Letter: l.ID, Claim: l.Due, State: s, At: o.opt.Now()}
}

// giveBack leaves the letter as if it had not been claimed.
func (o *Outbox) giveBack(l stagedoor.Letter) Tried {
	t := o.tried(l, stagedoor.LetterQueued)
	t.Due, t.Problem = t.At, l.Problem
	return t
}

// keep writes how a try ended. A letter that was accepted must not be sent
// again because the database was away for a moment, so it tries until hand
// ends; nothing else is claimed meanwhile.
func (o *Outbox) keep(hand context.Context, t Tried) error {
	const first = 100 * time.Millisecond
	for wait := first; ; wait = min(2*wait, time.Second) {
		err := o.opt.Store.LetterTried(hand, t)
		if err == nil {
			return nil
		}
		if wait == first {
			o.opt.Log.Error("how a letter's try ended was not written; trying again", "letter", t.Letter, "state", t.State, "err", err)
		}
		if t.State == stagedoor.LetterQueued && stagedoor.KindOf(err) != stagedoor.Unavailable {
			return err // its claim ends by itself
		}
		timer := time.NewTimer(wait)
		select {
		case <-hand.Done():
			timer.Stop()
			return err
		case <-timer.C:
		}
	}
}
