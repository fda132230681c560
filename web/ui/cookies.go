package ui

import (
	"net/http"
	"time"
)

// Cookies says how this site's cookies are called and kept. Browsers drop
// Secure cookies on plain http other than localhost, and one jar serves all
// ports of a host: hence the two forms of name.
type Cookies struct {
	Secure bool   // the public address is https
	Port   string // of the public address; part of the name where Secure is not
}

// crewLife is how long a browser keeps a crew member's cookie; access says for
// how long the login behind it is good.
const crewLife = 12 * time.Hour

func (c Cookies) name(what string) string {
	if c.Secure {
		return "__Host-" + what
	}
	return what + "-" + c.Port
}

func (c Cookies) set(w http.ResponseWriter, what, value string, life time.Duration, same http.SameSite) {
	http.SetCookie(w, &http.Cookie{
		Name: c.name(what), Value: value, Path: "/",
		MaxAge: maxAge(life), Secure: c.Secure, HttpOnly: true, SameSite: same,
	})
}

// maxAge is a cookie's life in seconds; below nothing takes it away.
func maxAge(life time.Duration) int {
	if life <= 0 {
		return -1
	}
	return int(life / time.Second)
}

func (c Cookies) get(r *http.Request, what string) string {
	k, err := r.Cookie(c.name(what))
	if err != nil {
		return ""
	}
	return k.Value
}

// SetLogin gives the browser its login until expires. It is Lax: a link in a
// letter must find the person let in.
func (c Cookies) SetLogin(w http.ResponseWriter, token string, expires, now time.Time) {
	c.set(w, "login", token, expires.Sub(now), http.SameSiteLaxMode)
}

// LoginName is how the cookie of a login is called.
func (c Cookies) LoginName() string { return c.name("login") }

// Login is the token that the browser sends, or "".
func (c Cookies) Login(r *http.Request) string { return c.get(r, "login") }

// ClearLogin takes the login away.
func (c Cookies) ClearLogin(w http.ResponseWriter) { c.set(w, "login", "", -1, http.SameSiteLaxMode) }

// SetCrew gives a crew member's browser its login for crewLife. It is Strict:
// nobody is led into the control room by a foreign page.
func (c Cookies) SetCrew(w http.ResponseWriter, token string) {
	c.set(w, "crew", token, crewLife, http.SameSiteStrictMode)
}

// Crew is the crew member's token, or "".
func (c Cookies) Crew(r *http.Request) string { return c.get(r, "crew") }

// ClearCrew takes the crew member's login away.
func (c Cookies) ClearCrew(w http.ResponseWriter) { c.set(w, "crew", "", -1, http.SameSiteStrictMode) }

// SetLanguage remembers a choice of language for a year.
func (c Cookies) SetLanguage(w http.ResponseWriter, tag string) {
	c.set(w, "lang", tag, 365*24*time.Hour, http.SameSiteLaxMode)
}

// Language is the chosen language's tag, or "".
func (c Cookies) Language(r *http.Request) string { return c.get(r, "lang") }
