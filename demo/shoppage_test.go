package demo

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// post sends a form the way a browser does from the page at origin.
func post(h http.Handler, path, origin string, form url.Values) *http.Response {
	r := httptest.NewRequest("POST", "http://shop.test"+path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", origin)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

const home = "http://shop.test"

func TestShopPages(t *testing.T) {
	s := newShop(at(noon))
	h := handler(s, newMailbox(at(noon)), Options{}.withDefaults())
	follow := func(r *http.Response) string {
		t.Helper()
		if r.StatusCode != http.StatusSeeOther {
			t.Fatalf("answer %s, want 303:\n%s", r.Status, body(t, r))
		}
		return string(body(t, get(h, r.Header.Get("Location"))))
	}
	form := url.Values{"name": {"Ада <b>"}, "email": {"ada@example.org"}, "type": {"online"}, "quantity": {"1"}}
	page := follow(post(h, "/shop/buy", home, form))
	contains(t, "the shop", page, "Order HX-20110 is paid.", "Ада &lt;b&gt;", "HX-20110-1 · Online pass · €49")

	contains(t, "the transfer page", string(body(t, get(h, "/shop/tickets/HX-20110-1"))), "belongs to Ада &lt;b&gt;, ada@example.org")
	page = follow(post(h, "/shop/tickets/HX-20110-1/transfer", home, url.Values{"name": {"Bo"}, "email": {"bo@example.org"}}))
	contains(t, "the shop", page, "Ticket HX-20110-1 has a new name and address.", "bo@example.org · bought by ada@example.org")

	page = follow(post(h, "/shop/tickets/HX-20110-1/refund", home, nil))
	contains(t, "the shop", page, "Ticket HX-20110-1 is cancelled and refunded.", `aria-label="Undo the refund of HX-20110-1"`)
	page = follow(post(h, "/shop/tickets/HX-20110-1/pay", home, nil))
	contains(t, "the shop", page, "Ticket HX-20110-1 is paid.", `aria-label="Refund HX-20110-1"`)

	form.Set("payment", "later")
	page = follow(post(h, "/shop/buy", home, form))
	contains(t, "the shop", page, "Order HX-20111 awaits its payment.", `aria-label="Payment for HX-20111-1 arrived"`)
}

func TestShopPageRefuses(t *testing.T) {
	good := url.Values{"name": {"Ada"}, "email": {"ada@example.org"}, "type": {"online"}, "quantity": {"1"}}
	with := func(key, value string) url.Values {
		f := url.Values{}
		for k, v := range good {
			f[k] = v
		}
		f.Set(key, value)
		return f
	}
	for _, tt := range []struct {
		name, path, origin string
		form               url.Values
		status             int
		want               string
	}{
		{"another site's form", "/shop/buy", "http://evil.test", good, 403, ""},
		{"no number", "/shop/buy", home, with("quantity", "x"), 422, string(errQuantity)},
		{"what was typed stays", "/shop/buy", home, with("email", "ada@"), 422, `value="ada@"`},
		{"a form of a megabyte", "/shop/buy", home, with("name", strings.Repeat("a", 1<<20)), 422, string(errName)},
		{"transfer to nobody", "/shop/tickets/HX-20101-1/transfer", home, url.Values{"email": {"a@example.org"}}, 422, string(errName)},
		{"transfer of nothing", "/shop/tickets/HX-1/transfer", home, url.Values{"name": {"A"}, "email": {"a@example.org"}}, 404, string(errUnknown)},
		{"refund of nothing", "/shop/tickets/HX-1/refund", home, nil, 404, string(errUnknown)},
		{"pay what is paid", "/shop/tickets/HX-20101-1/pay", home, nil, 409, string(errState)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newShop(at(noon))
			before, _ := s.all()
			r := post(handler(s, newMailbox(at(noon)), Options{}.withDefaults()), tt.path, tt.origin, tt.form)
			if r.StatusCode != tt.status {
				t.Errorf("status = %d, want %d", r.StatusCode, tt.status)
			}
			contains(t, "the page", string(body(t, r)), tt.want)
			after, _ := s.all()
			for i := range after {
				if i >= len(before) || after[i] != before[i] {
					t.Errorf("ticket %+v was not there before", after[i])
				}
			}
		})
	}
}
