package demo

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
)

var (
	shopTemplate     = page("shop.html")
	transferTemplate = page("transfer.html")
)

// A shopPage is what shop.html shows.
type shopPage struct {
	Title   string
	Kinds   []kind
	Tickets []ticket // the newest first
	Form    buyForm
	Said    string
	Problem string
}

// A buyForm is the form as it was filled in.
type buyForm struct{ Name, Email, Kind, Quantity, Payment string }

// A transferPage is what transfer.html shows.
type transferPage struct {
	Title       string
	Ticket      ticket
	Name, Email string
	Problem     string
}

// said is what the page says after a change; the address has its key and the
// ticket's or order's number, nothing else of it is shown.
func said(r *http.Request) string {
	number := r.FormValue("number")
	if len(number) > 20 {
		return ""
	}
	switch r.FormValue("did") {
	case "bought":
		return "Order " + number + " is paid. The letter with the code comes within seconds."
	case "ordered":
		return "Order " + number + " awaits its payment. Press “Payment arrived” to play the bank."
	case "transferred":
		return "Ticket " + number + " has a new name and address."
	case "refunded":
		return "Ticket " + number + " is cancelled and refunded."
	case "paid":
		return "Ticket " + number + " is paid."
	}
	return ""
}

func (s *shop) show(w http.ResponseWriter, r *http.Request) {
	s.render(w, http.StatusOK, shopPage{Said: said(r), Form: buyForm{Kind: kinds[0].ID, Quantity: "1"}})
}

func (s *shop) render(w http.ResponseWriter, status int, p shopPage) {
	p.Title, p.Kinds = "Ticket shop (pretend)", kinds
	p.Tickets, _ = s.all()
	slices.Reverse(p.Tickets)
	render(w, status, shopTemplate, p)
}

func (s *shop) buyForm(w http.ResponseWriter, r *http.Request) {
	f := buyForm{
		Name: r.PostFormValue("name"), Email: r.PostFormValue("email"), Kind: r.PostFormValue("type"),
		Quantity: r.PostFormValue("quantity"), Payment: r.PostFormValue("payment"),
	}
	n, err := strconv.Atoi(f.Quantity)
	if err != nil {
		n = 0 // buy refuses it with its sentence
	}
	later := f.Payment == "later"
	order, err := s.buy(f.Name, f.Email, f.Kind, n, later)
	if err != nil {
		s.render(w, http.StatusUnprocessableEntity, shopPage{Form: f, Problem: err.Error()})
		return
	}
	if later {
		back(w, r, "ordered", order)
		return
	}
	back(w, r, "bought", order)
}

func (s *shop) showTransfer(w http.ResponseWriter, r *http.Request) {
	t, err := s.ticket(r.PathValue("ticket"))
	if err != nil {
		s.render(w, http.StatusNotFound, shopPage{Problem: err.Error()})
		return
	}
	render(w, http.StatusOK, transferTemplate, transferPage{Title: "Transfer a ticket", Ticket: t})
}

func (s *shop) transferForm(w http.ResponseWriter, r *http.Request) {
	number, name, email := r.PathValue("ticket"), r.PostFormValue("name"), r.PostFormValue("email")
	err := s.transfer(number, name, email)
	if err == nil {
		back(w, r, "transferred", number)
		return
	}
	t, unknown := s.ticket(number)
	if unknown != nil || errors.Is(err, errState) {
		s.refuse(w, err)
		return
	}
	render(w, http.StatusUnprocessableEntity, transferTemplate,
		transferPage{Title: "Transfer a ticket", Ticket: t, Name: name, Email: email, Problem: err.Error()})
}

// button makes the handler of a button beside a ticket.
func (s *shop) button(press func(*shop, string) error, did string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		number := r.PathValue("ticket")
		if err := press(s, number); err != nil {
			s.refuse(w, err)
			return
		}
		back(w, r, did, number)
	}
}

// refuse shows the shop with what is wrong.
func (s *shop) refuse(w http.ResponseWriter, err error) {
	status := http.StatusConflict
	if errors.Is(err, errUnknown) {
		status = http.StatusNotFound
	}
	s.render(w, status, shopPage{Problem: err.Error(), Form: buyForm{Kind: kinds[0].ID, Quantity: "1"}})
}

// back sends the browser to the shop, which says what was done.
func back(w http.ResponseWriter, r *http.Request, did, number string) {
	q := url.Values{"did": {did}, "number": {number}}
	http.Redirect(w, r, "/shop/?"+q.Encode(), http.StatusSeeOther)
}
