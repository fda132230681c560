package e2e

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// settleFor is how long a restarted house may take until all is well: what a
// dead process had claimed comes due after two minutes.
const settleFor = 150 * time.Second

// intact SHOP [-twice N] waits until nothing is left to do, and then holds the
// whole house against the shop's export: the database's rows, the letters that
// arrived, and what their codes open. At most N letters may have come twice;
// without -twice only those of which torment lost the answer.
func (w *world) intact(args []string) (string, error) {
	const usage = usageError("intact SHOP [-twice N]")
	if len(args) == 0 || w.sales[args[0]] == nil {
		return "", usage
	}
	twice := -1
	if len(args) == 3 && args[1] == "-twice" {
		n, err := strconv.Atoi(args[2])
		if err != nil {
			return "", usage
		}
		twice = n
	} else if len(args) != 1 {
		return "", usage
	}
	shop := w.sales[args[0]]
	deadline := time.Now().Add(settleFor)
	for {
		wrong, err := w.unsettled(args[0], shop)
		if err != nil {
			return "", err
		}
		if len(wrong) == 0 {
			break
		}
		if time.Now().After(deadline) {
			return "", fmt.Errorf("not as the export says, %s later:\n%s", settleFor, strings.Join(wrong, "\n"))
		}
		time.Sleep(10 * pollEvery)
	}
	var problems []error
	problems = append(problems, w.rulesHold())
	came, err := w.arrived("")
	if err != nil {
		return "", err
	}
	doubles, err := w.lettersOnce(came, twice >= 0)
	problems = append(problems, err)
	if twice >= 0 && doubles > twice {
		problems = append(problems, fmt.Errorf("%d letters came twice; at most %d answers were lost", doubles, twice))
	}
	problems = append(problems, w.sentCame(came), w.codesOpen(shop, came))
	return fmt.Sprintf("%d rows, %d letters, %d of them twice, %d kills", len(shop.rows), len(came), doubles, w.kills()), errors.Join(problems...)
}

// kills is how many processes ended by SIGKILL.
func (w *world) kills() int {
	n := 0
	for _, p := range w.processes {
		if p.over() && p.cmd.ProcessState.ExitCode() == -1 {
			n++
		}
	}
	return n
}

// table asks the database, and returns the rows' columns.
func (w *world) table(query string) ([][]string, error) {
	out, err := w.sql([]string{query})
	if err != nil {
		return nil, err
	}
	var rows [][]string
	for line := range strings.Lines(out) {
		rows = append(rows, strings.Split(strings.TrimSuffix(line, "\n"), "\t"))
	}
	return rows, nil
}

// unsettled says where the tickets and attendees are not what the export
// says, and what has not left yet.
func (w *world) unsettled(feed string, shop *sales) ([]string, error) {
	rows, err := w.table(`SELECT t.identity, COALESCE(a.standing, ''), COALESCE(a.email, ''), COALESCE(a.name, '')
		FROM tickets t LEFT JOIN attendees a ON a.ticket = t.id WHERE t.feed = '` + feed + `'`)
	if err != nil {
		return nil, err
	}
	left, err := w.table(`SELECT l.id, l.state, l.problem FROM letters l WHERE l.state NOT IN ('sent', 'superseded')`)
	if err != nil {
		return nil, err
	}
	known := map[string][]string{}
	for _, r := range rows {
		known[r[0]] = r
	}
	var wrong []string
	for _, s := range shop.rows {
		r := known[s.id]
		delete(known, s.id)
		switch {
		case r == nil:
			wrong = append(wrong, "there is no ticket "+s.id)
		case s.paid() != (r[1] == "admitted"):
			wrong = append(wrong, fmt.Sprintf("%s is %s in the export, and its attendee %q", s.id, s.status, r[1]))
		case s.paid() && (r[2] != s.email || r[3] != s.name):
			wrong = append(wrong, fmt.Sprintf("%s is of %s <%s> in the export, and of %s <%s> here", s.id, s.name, s.email, r[3], r[2]))
		}
	}
	for id := range known {
		wrong = append(wrong, "the export has no ticket "+id)
	}
	for _, l := range left {
		wrong = append(wrong, "a letter has not left: "+strings.Join(l, " "))
	}
	return wrong, nil
}

// rules are true of every state of the database that was ever committed; each
// query finds what breaks one.
var rules = []struct{ broken, query string }{
	{"an admitted attendee with an address has no letter with the current code", `SELECT a.id FROM attendees a
		WHERE a.standing = 'admitted' AND a.email <> '' AND NOT EXISTS (SELECT 1 FROM letter_lines i JOIN letters l ON l.id = i.letter
			WHERE i.attendee = a.id AND i.version = a.code_version AND l.state <> 'superseded')`},
	{"a code version has two letters", `SELECT i.attendee FROM letter_lines i JOIN letters l ON l.id = i.letter
		WHERE l.kind IN ('code', 'new') AND l.state <> 'superseded' GROUP BY i.attendee, i.version HAVING COUNT(*) > 1`},
	{"an attendee's current code is not in codes", `SELECT a.id FROM attendees a
		WHERE NOT EXISTS (SELECT 1 FROM codes c WHERE c.attendee = a.id AND c.version = a.code_version)`},
	{"a code is of nobody, or of a version to come", `SELECT c.hash FROM codes c LEFT JOIN attendees a ON a.id = c.attendee
		WHERE a.id IS NULL OR c.version > a.code_version`},
	{"a version of a code is missing", `SELECT a.id FROM attendees a
		WHERE a.code_version <> (SELECT COUNT(*) FROM codes c WHERE c.attendee = a.id)`},
	{"an attendee has no ticket", `SELECT a.id FROM attendees a LEFT JOIN tickets t ON t.id = a.ticket WHERE t.id IS NULL`},
	{"a ticket that is not paid admits", `SELECT a.id FROM attendees a JOIN tickets t ON t.id = a.ticket
		WHERE a.standing = 'admitted' AND t.status <> 'paid'`},
	{"a paid ticket admits nobody", `SELECT t.id FROM tickets t LEFT JOIN attendees a ON a.ticket = t.id
		WHERE t.status = 'paid' AND COALESCE(a.standing, '') <> 'admitted'`},
	{"a letter lists nothing", `SELECT l.id FROM letters l WHERE NOT EXISTS (SELECT 1 FROM letter_lines i WHERE i.letter = l.id)`},
	{"a line is of no letter, or about nobody", `SELECT i.letter FROM letter_lines i LEFT JOIN letters l ON l.id = i.letter
		LEFT JOIN attendees a ON a.id = i.attendee WHERE l.id IS NULL OR a.id IS NULL`},
	{"a login is good though its attendee may not come in", `SELECT l.id FROM logins l LEFT JOIN attendees a ON a.id = l.attendee
		WHERE l.ended = 0 AND (a.id IS NULL OR a.standing <> 'admitted' AND l.created < a.since)`},
	{"something waits for a yes", `SELECT id FROM waiting WHERE closed = 0`},
	{"history of a ticket that is not there", `SELECT h.id FROM ticket_history h LEFT JOIN tickets t ON t.id = h.ticket WHERE t.id IS NULL`},
}

// rulesHold holds the whole database against the rules.
func (w *world) rulesHold() error {
	var broken []error
	for _, r := range rules {
		rows, err := w.table(r.query)
		if err != nil {
			return err
		}
		if len(rows) > 0 {
			broken = append(broken, fmt.Errorf("%s: %d times, first %s", r.broken, len(rows), rows[0][0]))
		}
	}
	return errors.Join(broken...)
}

// codes are those in a letter, each once.
func (l letter) codes() []string {
	all := codeForm.FindAllString(l.text, -1)
	slices.Sort(all)
	return slices.Compact(all)
}

// lettersOnce counts the letters that came again: with a code that came before.
// Over SMTP such a one must have the Message-ID of the first, by which mail
// programs fold the two. Unless any may come again, only those may of which
// the answer was lost, and only as often as it was.
func (w *world) lettersOnce(came []letter, anyMay bool) (doubles int, err error) {
	first, times := map[string]letter{}, map[string]int{}
	for _, l := range came {
		times[l.id]++
		codes := l.codes()
		if len(codes) == 0 {
			return doubles, fmt.Errorf("a letter to %s has no code:\n%s", l.to, l.text)
		}
		again := false
		for _, c := range codes {
			old, known := first[c]
			first[c] = l
			switch {
			case !known:
				continue
			case old.to != l.to:
				return doubles, fmt.Errorf("%s and %s got the same code", old.to, l.to)
			case strings.HasPrefix(l.id, "<") && old.id != l.id && w.lost[old.id] == 0:
				return doubles, fmt.Errorf("%s got the same code in two letters, %s and %s", l.to, old.id, l.id)
			}
			again = true
		}
		if again {
			doubles++
		}
	}
	for id, n := range times {
		if !anyMay && n > w.lost[id]+1 {
			return doubles, fmt.Errorf("the letter %s came %d times; its answer was lost %d times", id, n, w.lost[id])
		}
	}
	return doubles, nil
}

// noteLost notes which letters have come, over SMTP, and are not known to have
// left: the process that sent them was killed before it could say so.
func (w *world) noteLost() error {
	for waited := startWatch(); w.smtp != nil && w.smtp.connected() > 0; time.Sleep(pollEvery) {
		if waited.over(patience) {
			return errors.New("a dead process is still connected to the mail server")
		}
	}
	sent, err := w.table(`SELECT id FROM letters WHERE state = 'sent'`)
	if err != nil {
		return err
	}
	known := map[string]bool{}
	for _, s := range sent {
		known[s[0]] = true
	}
	came, err := w.arrived("")
	if err != nil {
		return err
	}
	times := map[string]int{}
	for _, l := range came {
		times[l.id]++
	}
	if w.lost == nil {
		w.lost = map[string]int{}
	}
	for id, n := range times {
		ours, _, _ := strings.Cut(strings.Trim(id, "<>"), "@")
		if !known[ours] {
			w.lost[id] = n
		}
	}
	return nil
}

// sentCame compares the letters that the database has as sent with those that
// arrived.
func (w *world) sentCame(came []letter) error {
	sent, err := w.table(`SELECT provider, address FROM letters WHERE state = 'sent'`)
	if err != nil {
		return err
	}
	there := map[string]bool{}
	for _, l := range came {
		there[strings.Trim(l.id, "<>")] = true
	}
	for _, s := range sent {
		if !there[strings.Trim(s[0], "<>")] {
			return fmt.Errorf("the letter %s to %s is kept as sent, and never came", s[0], s[1])
		}
	}
	return nil
}

// codesOpen types every code that came: for each address as many must let in
// as the export has paid tickets of it, and none may be unknown.
func (w *world) codesOpen(shop *sales, came []letter) error {
	codes := map[string]map[string]bool{} // address → codes
	for _, l := range came {
		address := strings.ToLower(l.to)
		if codes[address] == nil {
			codes[address] = map[string]bool{}
		}
		for _, c := range l.codes() {
			codes[address][c] = true
		}
	}
	paid := map[string]int{}
	for _, r := range shop.rows {
		if r.paid() {
			paid[r.email]++
		}
		if codes[r.email] == nil {
			codes[r.email] = map[string]bool{}
		}
	}
	var (
		mu    sync.Mutex
		wrong []error
		lane  sync.WaitGroup
		todo  = make(chan string)
	)
	for range 4 {
		lane.Go(func() {
			for address := range todo {
				if err := opens(w.base(), address, codes[address], paid[address]); err != nil {
					mu.Lock()
					wrong = append(wrong, err)
					mu.Unlock()
				}
			}
		})
	}
	for address := range codes {
		todo <- address
	}
	close(todo)
	lane.Wait()
	slices.SortFunc(wrong, func(a, b error) int { return cmp.Compare(a.Error(), b.Error()) })
	return errors.Join(wrong...)
}

// opens types the codes that came to an address and counts those that let in.
func opens(base, address string, codes map[string]bool, want int) error {
	in, said := 0, ""
	for code := range codes {
		ok, page, err := signIn(context.Background(), base, code)
		switch {
		case err != nil:
			return fmt.Errorf("%s: %w", address, err)
		case ok:
			in++
		case strings.Contains(page, "do not know this code"):
			return fmt.Errorf("%s got a code that nobody knows", address)
		default:
			said += "\n" + page
		}
	}
	if in != want {
		return fmt.Errorf("%s got %d codes, of which %d let in; the export has %d paid tickets%s", address, len(codes), in, want, said)
	}
	return nil
}

// crowdClient is many browsers without a jar.
var crowdClient = &http.Client{
	Timeout:       hangs,
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	Transport:     &http.Transport{MaxIdleConnsPerHost: 400},
}

// signIn types a code; the page is what refuses it.
func signIn(ctx context.Context, base, code string) (in bool, page string, err error) {
	a, body, err := typeCode(ctx, base, code)
	if err != nil {
		return false, "", err
	}
	if a.StatusCode >= 500 {
		return false, "", fmt.Errorf("POST /signin answered %d", a.StatusCode)
	}
	w := &world{last: answer{body: body}}
	page, err = w.page(nil)
	return a.StatusCode == http.StatusSeeOther && len(a.Cookies()) > 0, page, err
}

// typeCode sends the form of the code page.
func typeCode(ctx context.Context, base, code string) (*http.Response, []byte, error) {
	q, err := http.NewRequestWithContext(ctx, http.MethodPost, base+"/signin",
		strings.NewReader(url.Values{"code": {code}, "next": {"/lobby"}}.Encode()))
	if err != nil {
		return nil, nil, err
	}
	q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	q.Header.Set("Sec-Fetch-Site", "same-origin")
	a, err := crowdClient.Do(q)
	if err != nil {
		return nil, nil, err
	}
	defer a.Body.Close()
	body, err := io.ReadAll(io.LimitReader(a.Body, maxPage))
	return a, bytes.TrimSpace(body), err
}
