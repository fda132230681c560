package ui

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

func TestCookiesFitTheSite(t *testing.T) {
	now := time.Date(2027, 5, 13, 9, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		name    string
		cookies Cookies
		login   string
		crew    string
	}{
		{"behind https", Cookies{Secure: true, Port: "443"}, "__Host-login", "__Host-crew"},
		{"on plain http the port is in the name", Cookies{Port: "8080"}, "login-8080", "crew-8080"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := httptest.NewRecorder()
			tt.cookies.SetLogin(w, "token", now.Add(time.Hour), now)
			tt.cookies.SetCrew(w, "token")
			set := w.Result().Cookies()
			for i, want := range []struct {
				name string
				same http.SameSite
				age  int
			}{{tt.login, http.SameSiteLaxMode, 3600}, {tt.crew, http.SameSiteStrictMode, 12 * 3600}} {
				c := set[i]
				if c.Name != want.name || c.SameSite != want.same || c.MaxAge != want.age || c.Secure != tt.cookies.Secure || !c.HttpOnly || c.Path != "/" || c.Domain != "" {
					t.Errorf("cookie %d = %v, want %s", i, c, want.name)
				}
			}
			r := httptest.NewRequest("GET", "/", nil)
			r.AddCookie(set[0])
			if got := tt.cookies.Login(r); got != "token" {
				t.Errorf("the login that came back = %q", got)
			}
			other := Cookies{Secure: !tt.cookies.Secure, Port: "9090"}
			if got := other.Login(r); got != "" {
				t.Errorf("another site on the same host reads %q", got)
			}
		})
	}
}
