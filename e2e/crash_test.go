package e2e

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"time"
)

// crashesEnv says how often torment kills; 5 times without it.
const crashesEnv = "STAGEDOOR_CRASHES"

// crashCommands are for stories in which processes are killed.
func crashCommands() map[string]command {
	return map[string]command{
		"sales":   {(*world).sell, false},
		"off":     {(*world).off, false},
		"torment": {(*world).torment, false},
		"intact":  {(*world).intact, true},
		"crowd":   {(*world).crowd, true},
		"slow":    {(*world).slow, true},
		"closed":  {(*world).closed, false},

		"visitors": {(*world).visit, true},
		"postgres": {(*world).ownServer, false},
	}
}

// off passes time while nothing runs, as if the machine had been off for so
// long: leases and claims of the dead run out, and what is due comes due.
func (w *world) off(args []string) (string, error) {
	if len(args) != 1 {
		return "", usageError("off DURATION")
	}
	d, err := time.ParseDuration(args[0])
	if err != nil || d <= 0 {
		return "", usageError("off 5m")
	}
	for _, p := range w.processes {
		if !p.over() {
			return "", usageError(p.name + " runs: no time passes while the machine is off")
		}
	}
	return "", w.pass(d)
}

func (w *world) pass(d time.Duration) error {
	source := strings.Replace(w.query.source, "_pragma=query_only(1)&", "", 1)
	db, err := sql.Open(w.query.driver, source)
	if err != nil {
		return err
	}
	defer db.Close()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for _, later := range []string{
		`UPDATE leases SET until = until - $1`,
		`UPDATE letters SET due = due - $1 WHERE due > 0`,
		`UPDATE rounds SET at = at - $1`,
	} {
		if _, err := db.ExecContext(ctx, later, d.Milliseconds()); err != nil {
			return fmt.Errorf("%s: %w", later, err)
		}
	}
	return nil
}

// torment NAME SHOP PROGRAM ARG… starts a program, sells, and kills it at
// once, again and again, at moments that nobody chose.
func (w *world) torment(args []string) (string, error) {
	if len(args) < 3 || w.sales[args[1]] == nil {
		return "", usageError("torment NAME SHOP PROGRAM ARG…, with sales of SHOP")
	}
	name, shop := args[0], w.sales[args[1]]
	times := 5
	if s := os.Getenv(crashesEnv); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 {
			return "", usageError(crashesEnv + " is no number")
		}
		times = n
	}
	seed := rand.Uint64()
	w.ts.Logf("the seed of the moments is %d", seed)
	r := rand.New(rand.NewPCG(seed, 2))
	for i := range times {
		known, err := w.knowsLast(args[1], shop)
		if err != nil {
			return "", err
		}
		if i == 0 || known {
			shop.next()
		}
		when, err := w.tormentOnce(r, name, shop, args[2:])
		if err != nil {
			return "", fmt.Errorf("crash %d of %d: %w", i+1, times, err)
		}
		w.ts.Logf("killed %s", when)
		if err := w.noteLost(); err != nil {
			return "", err
		}
		if err := w.pass(10 * time.Minute); err != nil {
			return "", err
		}
	}
	return "", nil
}

// knowsLast reports whether the house has taken in what the shop sold last.
// What several days took from people would wait for a yes.
func (w *world) knowsLast(feed string, s *sales) (bool, error) {
	rows, err := w.table(`SELECT id FROM tickets WHERE feed = '` + feed + `' AND identity = '` + s.rows[len(s.rows)-1].id + `'`)
	return len(rows) > 0, err
}

// tormentOnce kills the process a moment after it started, after it asked the
// shop, or after a letter came; it says which.
func (w *world) tormentOnce(r *rand.Rand, name string, shop *sales, program []string) (string, error) {
	hits, came := shop.shop.asked(), w.count()
	if _, err := w.start(append([]string{name}, program...)); err != nil {
		return "", err
	}
	var wait time.Duration
	var what string
	var err error
	switch r.IntN(4) {
	case 0:
		wait, what = time.Duration(r.IntN(1500))*time.Millisecond, "after the start"
	case 1, 2:
		wait, what = time.Duration(r.IntN(400))*time.Millisecond, "after the shop was asked"
		err = w.awaitThat(name, what, func() bool { return shop.shop.asked() > hits })
	default:
		wait, what = time.Duration(r.IntN(200))*time.Millisecond, "after a letter came"
		err = w.awaitThat(name, what, func() bool { return w.count() > came })
	}
	if err != nil {
		return "", err
	}
	time.Sleep(wait) // the moment is what is random here; nothing is waited for
	_, err = w.kill9([]string{name})
	return fmt.Sprint(wait, " ", what), err
}

// awaitThat waits for something that the process does.
func (w *world) awaitThat(name, what string, ok func() bool) error {
	p := w.find(name)
	for waited := startWatch(); !ok(); {
		if p.over() {
			return fmt.Errorf("%s ended by itself: %s", name, p.how())
		}
		if waited.over(patience) {
			return fmt.Errorf("nothing happened %s within %s: %s", what, patience, p.how())
		}
		time.Sleep(pollEvery)
	}
	return nil
}

// count is how many letters came so far.
func (w *world) count() int {
	all, err := w.arrived("")
	if err != nil {
		return 0
	}
	return len(all)
}

// asked is how often the shop was asked.
func (v *vendor) asked() int {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.hits
}
