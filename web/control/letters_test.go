package control_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/mail"
	"stagedoor/store/storetest"
)

func TestLettersWaitUntilTheOutboxOpens(t *testing.T) {
	h := newHouse(t)
	h.get("/control/letters").wants(t, http.StatusOK, "The outbox is not open yet.", "There is no letter yet.", "Look and open the outbox")
	h.get("/control/letters/open").wants(t, http.StatusOK, "No letter waits now.", "There is no address that people can write to")
	for i := range 3 {
		h.letters(stagedoor.Letter{ID: stagedoor.LetterID(fmt.Sprint("w", i)), Address: "ada@hexagon.example", State: stagedoor.LetterWaiting})
	}
	h.get("/control/letters").wants(t, http.StatusOK, "3 letters wait until an owner opens the outbox.", "Waits for the outbox 3")

	h.role.set(stagedoor.HelpDesk)
	if a := h.get("/control/letters"); strings.Contains(a.body, "/control/letters/open") {
		t.Error("the help desk is offered the outbox's button, which only an owner may press")
	}
	h.role.set(stagedoor.Owner)
	a := h.get("/control/letters/open?language=bg")
	a.wants(t, http.StatusOK, "3 letters wait.", "A letter that has left cannot be taken back.")
	if want := `src="/control/letters/preview?kind=code&amp;language=bg"`; !strings.Contains(a.body, want) {
		t.Errorf("the page does not show the letter: no %s", want)
	}
	if csp := a.header.Get("Content-Security-Policy"); !strings.Contains(csp, "frame-src 'self'") || strings.Contains(csp, "unsafe") {
		t.Errorf("the page with the letter has the policy %q", csp)
	}
	h.post("/control/letters/open", nil).leads(t, "/control/letters?done=open")
	if l := h.letter("w1"); l.State != stagedoor.LetterQueued {
		t.Errorf("after the button a letter is %s, want queued", l.State)
	}
	if did := h.audits(); len(did) != 1 || did[0] != "Opened the outbox; 3 letters had waited." {
		t.Errorf("audited: %q", did)
	}
	h.get("/control/letters?done=open").wants(t, http.StatusOK, "From now on every letter leaves at once.", "3 letters are on their way", "The last one will have left at 14:22.")
	h.get("/control/letters/open").wants(t, http.StatusOK, "Every letter leaves at once.")
}

func TestOutboxSaysWhyNothingLeaves(t *testing.T) {
	h := newHouse(t)
	h.edit(func(c *stagedoor.Conference) { c.LettersOpen = true })
	h.get("/control/letters").wants(t, http.StatusOK, "The outbox is open, and every letter has left.")
	h.letters(stagedoor.Letter{Address: "a@x.example", State: stagedoor.LetterQueued})
	pause := mail.Pause{Why: stagedoor.Say("The mail server does not take our password."), Until: noon.Add(10 * time.Minute), Settings: true}
	if err := h.db.PauseOutbox(t.Context(), pause); err != nil {
		t.Fatal(err)
	}
	h.get("/control/letters").wants(t, http.StatusOK,
		"Nothing leaves now. The mail server does not take our password. We try again at 14:32.", "1 letter is on its way", "The last one will have left at 14:32.")
}

func TestLettersAreListedByState(t *testing.T) {
	h := newHouse(t)
	var all []stagedoor.Letter
	for i := range 250 {
		all = append(all, stagedoor.Letter{Address: fmt.Sprintf("p%d@hexagon.example", i), Name: longName, State: stagedoor.LetterDelivered, Sent: noon, Settled: noon,
			Lines: []stagedoor.LetterLine{{Attendee: "a1", Version: 1}, {Attendee: "a2", Version: 1}}})
	}
	all = append(all,
		stagedoor.Letter{ID: "x1", Address: "boyan@posta.example", Name: "Boyan Stoev", State: stagedoor.LetterBounced, Problem: stagedoor.Say("posta.example says the mailbox is full."), Sent: noon, Settled: noon},
		stagedoor.Letter{ID: "x2", Address: "vera@posta.example", State: stagedoor.LetterQueued, Due: noon.Add(time.Hour), Tries: 2, Problem: stagedoor.Say("The server was away.")})
	all = append(all, stagedoor.Letter{ID: "x3", Address: "niki@hexagon.example", Name: "Niki", State: stagedoor.LetterQueued,
		Lines: []stagedoor.LetterLine{{Attendee: "n1", Version: 1}, {Attendee: "n2", Version: 1}, {Attendee: "n3", Version: 1}}})
	storetest.Attendees(t, h.db, []stagedoor.Attendee{{ID: "n1", Name: "Niki"}, {ID: "n2", Name: "Vera"}, {ID: "n3", Name: "Niki", Ticket: "t3"}})
	storetest.Exec(t, h.db, `INSERT INTO tickets (id, feed, identity, order_no, type, name, email, language, status, word, admits, line, digest, created, changed, search)
		VALUES ('t3', 'shop', 'HX-1-3', 'HX-1', 'Std', '', '', '', 'paid', 'paid', 1, 1, '', 0, 0, '')`)
	h.letters(all...)

	a := h.get("/control/letters?state=queued")
	a.wants(t, http.StatusOK, "Niki · Vera · Niki (Std · HX-1-3) niki@hexagon.example")
	a = h.get("/control/letters")
	a.wants(t, http.StatusOK, "All 253", "Delivered 250", "Came back 1", "again at 15:22", "posta.example says the mailbox is full.", longName, "Attendee 2")
	if !strings.Contains(a.body, `href="/control/attendees/a1"`) {
		t.Error("a letter does not lead to its attendee's card")
	}
	if n := strings.Count(a.body, "<tr>"); n != 101 {
		t.Errorf("a page has %d rows, want 100 and the head", n)
	}
	page, seen := "/control/letters?state=delivered", 0
	for range 5 {
		a := h.get(page)
		seen += strings.Count(a.body, "<tr>") - 1
		_, rest, more := strings.Cut(a.body, `href="/control/letters?before=`)
		if !more {
			break
		}
		page, _, _ = strings.Cut("/control/letters?before="+rest, `"`)
		page = strings.ReplaceAll(page, "&amp;", "&")
	}
	if seen != 250 {
		t.Errorf("page by page %d delivered letters are listed, want 250", seen)
	}
	h.get("/control/letters?state=failed").wants(t, http.StatusOK, "No letter is in this state now.")
	h.get("/control/letters?state=nonsense&before=zzzz").wants(t, http.StatusOK, "All 253")

	h.post("/control/letters/x1", nil).leads(t, "/control/letters?done=again")
	if l := h.letter("x1"); l.State != stagedoor.LetterQueued {
		t.Errorf("the letter that came back is %s after “Send again”, want queued", l.State)
	}
	h.post("/control/letters/x1", nil).wants(t, http.StatusConflict, "This letter did not fail")
}

func TestSendMeATest(t *testing.T) {
	h := newHouse(t)
	h.role.set(stagedoor.HelpDesk)
	h.get("/control/letters").wants(t, http.StatusOK, "whether the outbox is open or not")
	a := h.post("/control/letters/test", url.Values{"address": {"not an address"}, "language": {"bg"}})
	a.wants(t, http.StatusUnprocessableEntity, "This is not an e-mail address.")
	if !strings.Contains(a.body, `value="not an address"`) || !strings.Contains(a.body, `aria-invalid="true"`) {
		t.Error("the wrong address does not stand in its field, marked")
	}
	h.post("/control/letters/test", url.Values{"address": {"mira@hexagon.example"}, "language": {"bg"}}).leads(t, "/control/letters?done=test")
	list, err := h.db.Letters(t.Context(), stagedoor.LetterQueued, "", 10)
	if err != nil || len(list) != 1 || list[0].Kind != stagedoor.LetterTest || list[0].Language != "bg" {
		t.Errorf("queued: %v, %v, want the test letter", list, err)
	}
}

func TestLetterPreviewIsApartFromThePage(t *testing.T) {
	h := newHouse(t)
	for _, kind := range stagedoor.LetterKinds {
		for _, lang := range []string{"en", "bg"} {
			a := h.get("/control/letters/preview?kind=" + string(kind) + "&language=" + lang)
			a.wants(t, http.StatusOK, "Hexagon Conf 2027", "7HQM-K2WP-9XRT")
			csp := a.header.Get("Content-Security-Policy")
			for _, want := range []string{"default-src 'none'", "frame-ancestors 'self'", "sandbox ", "style-src 'unsafe-inline'"} {
				if !strings.Contains(csp, want) {
					t.Errorf("the preview's policy lacks %s: %s", want, csp)
				}
			}
			if strings.Contains(csp, "script-src") || a.header.Get("Cross-Origin-Opener-Policy") != "" {
				t.Errorf("the preview's headers: %v", a.header)
			}
		}
	}
	h.get("/control/letters/preview?kind=test&language=en").refused(t, stagedoor.NotFound)
	h.get("/control/letters/preview?kind=code&language=xx").refused(t, stagedoor.NotFound)
}

func TestEditALetter(t *testing.T) {
	h := newHouse(t)
	const address = "/control/letters/text/code/en"
	ours := mail.DefaultText(stagedoor.LetterCode, "en")
	h.get(address).wants(t, http.StatusOK, "The first letter", "{codes}", "each code in its box")
	for _, tt := range []struct{ what, subject, body, field, says string }{
		{"no subject", " ", "{codes}", "subject", "The letter needs a subject."},
		{"the code on a locked screen", "Code {code}", "{codes}", "subject", "it shows on locked screens"},
		{"no way in", "Hello", "Hello {name}", "body", "The text must hold {codes}"},
		{"an unknown placeholder", "Hello", "{codes} {nmae}", "body", "We do not know the placeholder {nmae}."},
		{"too long", "Hello", "{codes}" + strings.Repeat("я", 20001), "body", "longer than 20000 characters"},
	} {
		t.Run(tt.what, func(t *testing.T) {
			form := url.Values{"kind": {"code"}, "language": {"en"}, "subject": {tt.subject}, "body": {tt.body}}
			a := h.post(address, form)
			a.wants(t, http.StatusUnprocessableEntity, tt.says)
			if !strings.Contains(a.body, `id="`+tt.field+`-wrong"`) {
				t.Errorf("the problem does not stand at the %s", tt.field)
			}
			p := h.post("/control/letters/preview", form)
			p.wants(t, http.StatusUnprocessableEntity, tt.says)
		})
	}
	if n := len(h.conference().Letters); n != 0 {
		t.Fatalf("%d texts were kept that could not be used", n)
	}
	form := url.Values{"kind": {"code"}, "language": {"en"}, "subject": {"Здравей от {conference}"}, "body": {"Hello {name}\r\n\r\n{codes}\r\n"}}
	h.post("/control/letters/preview", form).wants(t, http.StatusOK, "Здравей от Hexagon Conf 2027", "7HQM-K2WP-9XRT")
	if n := len(h.conference().Letters); n != 0 {
		t.Fatal("looking at a text kept it")
	}
	h.post(address, form).leads(t, address+"?done=saved")
	want := stagedoor.LetterText{Kind: stagedoor.LetterCode, Language: "en", Subject: "Здравей от {conference}", Body: "Hello {name}\n\n{codes}"}
	if got := h.conference().Letters; len(got) != 1 || got[0] != want {
		t.Errorf("kept: %+v, want %+v", got, want)
	}
	h.get(address+"?done=saved").wants(t, http.StatusOK, "The text is saved.", "edited", "Back to our text")
	h.get("/control/letters").wants(t, http.StatusOK, "edited")
	h.post(address, url.Values{"do": {"ours"}, "subject": {""}, "body": {""}}).leads(t, address+"?done=ours")
	if got := h.conference().Letters; len(got) != 0 {
		t.Errorf("after “Back to our text” there is still %+v", got)
	}
	h.post(address, url.Values{"subject": {ours.Subject}, "body": {ours.Body}}).leads(t, address+"?done=saved")
	if got := h.conference().Letters; len(got) != 0 {
		t.Errorf("our own text was kept as an edit: %+v", got)
	}
	if did := h.audits(); len(did) != 2 {
		t.Errorf("audited: %q, want the two changes", did)
	}
	h.post("/control/letters/text/test/en", form).refused(t, stagedoor.NotFound)
	h.get("/control/letters/text/code/xx").refused(t, stagedoor.NotFound)

	h.role.set(stagedoor.HelpDesk)
	a := h.get(address)
	a.wants(t, http.StatusOK, "Only an owner may edit the letters.")
	if strings.Contains(a.body, `name="subject"`) {
		t.Error("the help desk is shown a form that it may not send")
	}
}

func TestMailbox(t *testing.T) {
	h := newHouse(t)
	h.get("/control/mailbox").wants(t, http.StatusOK, "The mailbox is empty.", "The outbox is not open yet.")
	h.edit(func(c *stagedoor.Conference) { c.LettersOpen = true })
	code := storetest.Attendee(t, h.db, stagedoor.Attendee{ID: "a1", Name: longName, Email: "ada@hexagon.example"})
	line := []stagedoor.LetterLine{{Attendee: "a1", Version: 1}}
	h.letters(
		stagedoor.Letter{ID: "l1", Address: "ada@hexagon.example", Name: longName, Language: "bg", State: stagedoor.LetterSent, Sent: noon, Lines: line},
		stagedoor.Letter{ID: "l2", Address: "ada@hexagon.example", State: stagedoor.LetterQueued, Lines: line},
		stagedoor.Letter{ID: "l3", Kind: stagedoor.LetterTest, Address: "mira@hexagon.example", State: stagedoor.LetterSent, Sent: noon})
	a := h.get("/control/mailbox")
	a.wants(t, http.StatusOK, longName, "A test")
	if strings.Contains(a.body, "/l2") {
		t.Error("the mailbox lists a letter that has not left")
	}
	if strings.Contains(a.body, code.String()) {
		t.Error("the mailbox's list holds a code")
	}
	h.get("/control/mailbox/l1").wants(t, http.StatusOK, "ada@hexagon.example, 14:22", code.String(), "This is the letter as it would leave now.")
	a = h.get("/control/mailbox/l1/html")
	a.wants(t, http.StatusOK, code.String())
	if !strings.Contains(a.body, `href="https://live.hexagon.example/in#`+code.String()+`"`) || !strings.Contains(a.body, `<base target="_blank">`) {
		t.Errorf("the letter's button does not lead in, in a tab of its own:\n%s", a.body)
	}
	if csp := a.header.Get("Content-Security-Policy"); !strings.Contains(csp, "sandbox ") {
		t.Errorf("the letter's policy: %s", csp)
	}
	h.get("/control/mailbox/l3").wants(t, http.StatusOK, "Test: ")
	h.get("/control/mailbox/l2").refused(t, stagedoor.NotFound)
	h.get("/control/mailbox/none").refused(t, stagedoor.NotFound)

	storetest.Exec(t, h.db, `UPDATE attendees SET code_version = 2`)
	a = h.get("/control/mailbox/l1")
	a.wants(t, http.StatusOK, "The codes of this letter are old: it would not be sent any more.", "We keep no codes")
	if strings.Contains(a.body, code.String()) || strings.Contains(a.body, "<iframe") {
		t.Error("an old code is shown")
	}
	h.get("/control/mailbox/l1/html").refused(t, stagedoor.NotFound)

	h.pages.Mailbox = false
	for _, address := range []string{"/control/mailbox", "/control/mailbox/l3", "/control/mailbox/l3/html"} {
		h.get(address).refused(t, stagedoor.NotFound)
	}
}

func TestMailboxPageByPage(t *testing.T) {
	h := newHouse(t)
	var all []stagedoor.Letter
	for i := range 120 {
		all = append(all, stagedoor.Letter{Address: fmt.Sprintf("p%d@hexagon.example", i), State: stagedoor.LetterSent, Sent: noon})
	}
	h.letters(all...)
	a := h.get("/control/mailbox")
	_, rest, more := strings.Cut(a.body, `href="/control/mailbox?before=`)
	if n := strings.Count(a.body, "<tr>"); n != 101 || !more {
		t.Fatalf("the first page has %d rows, and more: %v; want 100 and the head", n, more)
	}
	id, _, _ := strings.Cut(rest, `"`)
	a = h.get("/control/mailbox?before=" + id)
	if n := strings.Count(a.body, "<tr>"); n != 21 || !strings.Contains(a.body, `href="/control/mailbox"`) {
		t.Errorf("the second page has %d rows, want 20 and the head, and the way back", n)
	}
}
