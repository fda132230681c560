package access

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"stagedoor"
)

var nine = time.Date(2027, 5, 13, 9, 0, 0, 0, time.UTC)

// TestEveryLogsTheEndOfAnOutage once, when something worked again: that there
// was nothing to do while the database is away is no such sign.
func TestEveryLogsTheEndOfAnOutage(t *testing.T) {
	var logged strings.Builder // read when every has ended
	d := &Door{log: slog.New(slog.NewTextHandler(&logged, nil))}
	ctx, stop := context.WithCancel(t.Context())
	away := errors.New("away")
	tries := []struct {
		did bool
		err error
		log string // that the try adds
	}{
		{true, nil, ""},
		{true, away, "cannot;"},
		{true, away, ""},
		{false, nil, ""},
		{true, away, ""},
		{false, nil, ""},
		{true, nil, "again;"},
		{true, nil, ""},
		{false, away, "cannot;"},
		{true, nil, "again;"},
	}
	want, n := "", 0
	for _, one := range tries {
		want += one.log
	}
	d.every(ctx, time.Millisecond, "cannot", "again", func(context.Context, time.Time) (bool, error) {
		n++
		if n > len(tries) {
			stop()
			return false, nil
		}
		return tries[n-1].did, tries[n-1].err
	})
	got := ""
	for line := range strings.Lines(logged.String()) {
		for _, word := range []string{"cannot", "again"} {
			if strings.Contains(line, "msg="+word) {
				got += word + ";"
			}
		}
	}
	if got != want {
		t.Errorf("logged %q, want %q:\n%s", got, want, logged.String())
	}
}

func TestThrottleWindow(t *testing.T) {
	waits := 0
	th := newThrottle[string](3, func(context.Context, time.Duration) error { waits++; return nil })
	for i, step := range []struct {
		who   string
		at    time.Duration
		waits int
	}{
		{"a", 0, 0}, {"a", time.Minute, 0}, {"a", 2 * time.Minute, 0},
		{"a", 3 * time.Minute, 1},
		{"b", 3 * time.Minute, 1}, // another is not concerned
		{"a", 4 * time.Minute, 2},
		{"a", 11*time.Minute + 59*time.Second, 3}, // those of 2, 3 and 4 count
		{"a", 14 * time.Minute, 3 + 0},            // two within ten minutes
		{"a", 14 * time.Minute, 3},
	} {
		if !th.try(t.Context(), step.who, nine.Add(step.at)) || waits != step.waits {
			t.Fatalf("try %d at %v: %d waited in all, want %d", i, step.at, waits, step.waits)
		}
	}
	th.clear("a")
	th.try(t.Context(), "a", nine.Add(14*time.Minute))
	if waits != 3 {
		t.Errorf("after a right one the tries begin anew; %d waited, want 3", waits)
	}
}

func TestThrottleRemembersSoMany(t *testing.T) {
	th := newThrottle[int](10, nil)
	for i := range wrongMost + 500 {
		if i%2 == 0 {
			th.note(0, nine) // heard of all the time: it stays
		}
		th.note(i, nine)
	}
	if len(th.tries) != wrongMost || th.order.Len() != wrongMost {
		t.Errorf("%d remembered, %d in order; want %d", len(th.tries), th.order.Len(), wrongMost)
	}
	if th.tries[0] == nil || th.tries[1] != nil {
		t.Error("the one silent for longest must go first")
	}
}

func TestRate(t *testing.T) {
	var r rate
	for i, step := range []struct {
		n    int
		at   time.Duration
		want int
	}{
		{1, 0, 1}, {2, time.Second, 3}, {0, 59 * time.Second, 3}, {0, 60 * time.Second, 2}, {5, 61 * time.Second, 5},
		{1, 50 * time.Second, 6}, // a clock a little behind
		{0, time.Hour, 0}, {7, 0, 0},
	} {
		if got := r.add(step.n, nine.Add(step.at)); got != step.want {
			t.Errorf("step %d: %d a minute, want %d", i, got, step.want)
		}
	}
}

// hammer runs each of the functions in two goroutines, many times: for the
// race detector.
func hammer(t *testing.T, fs ...func(i int)) {
	t.Helper()
	var all sync.WaitGroup
	for _, f := range fs {
		for range 2 {
			all.Go(func() {
				for i := range 300 {
					f(i)
				}
			})
		}
	}
	all.Wait()
}

func TestThrottleConcurrently(t *testing.T) {
	th := newThrottle[int](2, func(context.Context, time.Duration) error { runtime.Gosched(); return nil })
	var r rate
	hammer(t,
		func(i int) { th.try(context.Background(), i%3, nine) },
		func(i int) { th.clear(i % 3) },
		func(i int) { r.add(1, nine.Add(time.Duration(i)*time.Second)) })
	for k, x := range th.tries {
		if x.waiting != 0 {
			t.Errorf("%d still waits for %d", x.waiting, k)
		}
	}
}

func TestUsesConcurrently(t *testing.T) {
	var u uses
	sum := 0
	var mu sync.Mutex
	save := func(context.Context, []CodeUse) error { return errors.New("away") }
	count := func(_ context.Context, all []CodeUse) error {
		mu.Lock()
		defer mu.Unlock()
		for _, c := range all {
			sum += c.Count
		}
		return nil
	}
	hammer(t,
		func(i int) { u.add("ada", WhyReplaced, nine) },
		func(i int) { u.save(context.Background(), save) },
		func(i int) { u.save(context.Background(), count) })
	u.save(context.Background(), count)
	if sum != 600 {
		t.Errorf("600 uses were noted, %d written", sum)
	}
}

func TestBatcherConcurrently(t *testing.T) {
	var most int
	b := batcher[int, string]{do: func(_ context.Context, qs []int) ([]string, error) {
		most = max(most, len(qs)) // one go at a time: no lock
		out := make([]string, len(qs))
		for i, q := range qs {
			if q < 0 {
				return nil, errors.New("no")
			}
			out[i] = fmt.Sprint(q)
		}
		return out, nil
	}}
	gone, stop := context.WithCancel(context.Background())
	stop()
	hammer(t,
		func(i int) {
			if a, err := b.ask(context.Background(), i); err == nil && a != fmt.Sprint(i) {
				t.Errorf("asked %d, told %s", i, a)
			}
		},
		func(i int) { b.ask(gone, i) },
		func(i int) {
			if i%50 == 0 {
				b.ask(context.Background(), -1)
			}
		})
	if most > batchMost {
		t.Errorf("a go of %d, want at most %d", most, batchMost)
	}
}

// A store that answers short must not end the process: the goroutine is ours.
func TestBatcherWithTooFewAnswers(t *testing.T) {
	b := batcher[int, int]{do: func(context.Context, []int) ([]int, error) { return nil, nil }}
	if _, err := b.ask(t.Context(), 1); err == nil {
		t.Error("no answer to a question is no error")
	}
}

func TestBookConcurrently(t *testing.T) {
	tokens := make([]string, 20)
	for i := range tokens {
		tokens[i] = newToken()
	}
	who := map[stagedoor.LoginID]int{}
	for i, token := range tokens {
		k, _ := keyOf(token)
		who[k.id()] = i
	}
	b := newBook(func(_ context.Context, ids []stagedoor.LoginID) ([]record[int], error) {
		out := make([]record[int], len(ids))
		for i, id := range ids {
			n := who[id]
			out[i] = record[int]{pass: n, id: id, who: fmt.Sprint(n % 5), expires: nine.Add(time.Hour)}
			if n == 0 {
				out[i].why = WhyNoLogin
			}
		}
		return out, nil
	})
	ctx := context.Background()
	hammer(t,
		func(i int) {
			n := i % len(tokens)
			if pass, why, _, err := b.allow(ctx, tokens[n], nine); err == nil && why == "" && pass != n {
				t.Errorf("token %d has the pass of %d", n, pass)
			}
		},
		func(i int) { k, _ := keyOf(tokens[i%len(tokens)]); b.forget(k.id()) },
		func(i int) { b.forgetWho(fmt.Sprint(i % 5)) },
		func(i int) { b.recheck(); b.refresh(ctx, nine); b.unsaved(0); b.size() },
		func(i int) {
			token := newToken()
			k, _ := keyOf(token)
			b.settle(k, b.expect(k), newEntry(record[int]{id: k.id(), who: "1", expires: nine}, nine))
		},
		func(i int) {
			if i%100 == 0 {
				b.forgetAll()
			}
		})
	b.refresh(ctx, nine.Add(time.Hour)) // all are idle by now
	if len(b.entries)+len(b.byWho)+len(b.holds)+b.none != 0 {
		t.Errorf("left behind: %d entries, %d people, %d placeholders, %d none", len(b.entries), len(b.byWho), len(b.holds), b.none)
	}
}

func TestBookIsBounded(t *testing.T) {
	b := newBook(func(_ context.Context, ids []stagedoor.LoginID) ([]record[int], error) {
		out := make([]record[int], len(ids))
		for i := range out {
			out[i].why = WhyNoLogin
		}
		return out, nil
	})
	for range noneMost + 100 {
		b.allow(t.Context(), newToken(), nine)
	}
	if len(b.entries) != noneMost || b.none != noneMost {
		t.Errorf("%d made-up tokens are remembered, want %d", len(b.entries), noneMost)
	}
	for i := range entriesMost {
		b.put(key{byte(i), byte(i >> 8), byte(i >> 16)}, newEntry(record[int]{who: "a"}, nine))
		if i%1000 == 0 { // one person with as many logins would make this test slow, not the book
			clear(b.byWho)
		}
	}
	if len(b.entries) > entriesMost {
		t.Errorf("%d entries, want at most %d", len(b.entries), entriesMost)
	}
}

func TestPasswordRules(t *testing.T) {
	for _, tt := range []struct{ password, want string }{
		{"correct horse", ""},
		{"десет букви", ""},
		{"short", "at least 10"},
		{strings.Repeat("x", 201), "longer"},
		{"Ada Lovelace", "name or address"},
		{"ada  LOVELACE", "name or address"},
		{"Ada@Example.org", "name or address"},
		{"ada.lovelace", ""},
	} {
		err := checkPassword(tt.password, "Ada Lovelace", "ada@example.org")
		if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("checkPassword(%q) = %v, want %q", tt.password, err, tt.want)
		}
	}
}

func TestPasswordHash(t *testing.T) {
	p := newPasswords()
	kept, err := p.hash(t.Context(), "correct horse")
	if err != nil || !strings.HasPrefix(kept, "$argon2id$v=19$m=19456,t=2,p=1$") || strings.Contains(kept, "horse") {
		t.Fatalf("hash = %q, %v", kept, err)
	}
	// Made with other numbers: it carries them.
	old := argonHash{memory: 64, time: 1, threads: 2, salt: []byte("saltsalt")}
	old.sum = old.of("correct horse", 16)
	accents, err := p.hash(t.Context(), "де\u0439лия пароли")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, password, kept string
		ok                   bool
	}{
		{"right", "correct horse", kept, true},
		{"wrong", "correct horsf", kept, false},
		{"no account", "correct horse", "", false},
		{"other numbers", "correct horse", old.String(), true},
		{"too long", strings.Repeat("x", 1e6), kept, false},
		{"accents written apart", "де\u0438\u0306лия пароли", accents, true},
	} {
		if ok, err := p.matches(t.Context(), tt.password, tt.kept); ok != tt.ok || err != nil {
			t.Errorf("%s: %v, %v; want %v", tt.name, ok, err, tt.ok)
		}
	}
	if again, _ := p.hash(t.Context(), "correct horse"); again == kept {
		t.Error("the same password twice gives the same hash: there is no salt")
	}
}

func TestPasswordsAtOnce(t *testing.T) {
	p := newPasswords()
	for range argonAtOnce {
		if err := p.enter(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	gone, stop := context.WithCancel(t.Context())
	var waiting sync.WaitGroup
	refused := make(chan error, argonAtOnce+argonWaiting+1)
	for range cap(refused) {
		waiting.Go(func() {
			_, err := p.hash(gone, "correct horse")
			refused <- err
		})
	}
	if err := <-refused; stagedoor.KindOf(err) != stagedoor.Unavailable {
		t.Errorf("one more than may wait: %v, want Unavailable at once", err)
	}
	stop()
	waiting.Wait()
	if err := <-refused; stagedoor.KindOf(err) != stagedoor.Unavailable {
		t.Errorf("a fifth one: %v, want Unavailable once its request is gone", err)
	}
	p.leave()
	if _, err := p.hash(t.Context(), "correct horse"); err != nil {
		t.Errorf("after one left: %v", err)
	}
}

func FuzzToken(f *testing.F) {
	for _, s := range []string{"", newToken(), strings.Repeat("A", 43), strings.Repeat("=", 43), strings.Repeat("я", 22), "../../etc/passwd"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, token string) {
		k, ok := keyOf(token)
		b, err := base64.RawURLEncoding.DecodeString(strings.NewReplacer("\n", "=", "\r", "=").Replace(token)) // it skips line ends; we do not
		if want := err == nil && len(b) == 32; ok != want {
			t.Fatalf("keyOf(%q) = %v, want %v", token, ok, want)
		}
		if !ok {
			return
		}
		if back, ok := keyOfID(k.id()); !ok || back != k {
			t.Errorf("the id %s of %q does not lead back", k.id(), token)
		}
	})
}

func FuzzPasswordHash(f *testing.F) {
	h := argonHash{memory: 64, time: 1, threads: 2, salt: []byte("saltsalt"), sum: make([]byte, 16)}
	for _, s := range []string{h.String(), "", "$$$$$", "$argon2id$v=19$m=99999999999,t=2,p=1$c2FsdHNhbHQ$AAAA", "$argon2id$v=19$m=64,t=1,p=256$c2FsdHNhbHQ$AAAA"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		h, err := parseArgonHash(s)
		if err != nil {
			return
		}
		if h.memory > 256*1024 || h.time > 16 || h.threads > 16 || len(h.salt) > 64 || len(h.sum) > 64 {
			t.Errorf("%q is out of bounds", s)
		}
		if again, err := parseArgonHash(h.String()); err != nil || again.String() != h.String() {
			t.Errorf("%q written is %q, read %v", s, h.String(), err)
		}
	})
}

func FuzzDevice(f *testing.F) {
	for _, s := range []string{"Firefox on Linux", "a\x00b", "\xff\xfe", strings.Repeat("я", 500)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := oneLine(s, maxDevice)
		if n := len([]rune(got)); n > maxDevice || strings.ContainsAny(got, "\x00\r\n") || strings.ToValidUTF8(got, "") != got {
			t.Errorf("oneLine(%q) = %q of %d characters", s, got, n)
		}
	})
}
