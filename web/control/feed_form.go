package control

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"stagedoor"
	"stagedoor/access"
	"stagedoor/tickets"
	"stagedoor/web/ui"
)

// FeedFormPage is what feed_form.templ shows: a feed's settings. Secrets are
// never shown again, only that they are set.
type FeedFormPage struct {
	Frame   Frame
	New     bool
	Feed    access.Feed
	Address string // of the export, without its password, or as it was typed
	Hook    string // the address that a vendor calls
	Token   string
	Problem string
}

// ShowFeedSettings answers GET /control/feeds/{feed}/settings.
func (p *Pages) ShowFeedSettings(w http.ResponseWriter, r *http.Request) error {
	f, err := p.vendorFeed(r)
	if err != nil {
		return err
	}
	return ui.Render(w, r, FeedFormTempl(p.feedForm(r, FeedFormPage{Feed: f})))
}

// SaveFeedSettings answers POST /control/feeds/{feed}/settings.
func (p *Pages) SaveFeedSettings(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	old, err := p.vendorFeed(r)
	if err != nil {
		return err
	}
	f, err := readFeed(r, old)
	if err == nil {
		err = f.Validate()
	}
	if err == nil {
		err = p.Feeds.SaveFeed(ctx, MemberOf(ctx).Actor(), f, ui.PageOf(ctx).Now)
	}
	if err != nil {
		return p.feedFormProblem(w, r, err, FeedFormPage{Feed: f})
	}
	http.Redirect(w, r, feedHref(f.ID)+"?done=saved", http.StatusSeeOther)
	return nil
}

// feedOf is the feed that the address names.
func (p *Pages) feedOf(r *http.Request) (access.Feed, error) {
	return p.Feeds.Feed(r.Context(), stagedoor.FeedID(r.PathValue("feed")))
}

// vendorFeed is feedOf for what the feed of guest passes does not have:
// settings, columns, an end.
func (p *Pages) vendorFeed(r *http.Request) (access.Feed, error) {
	f, err := p.feedOf(r)
	if err == nil && f.ID == stagedoor.FeedByHand {
		return f, stagedoor.Errorf(stagedoor.NotFound, "The feed “by hand” has no settings: it holds the guest passes.")
	}
	return f, err
}

func (p *Pages) feedForm(r *http.Request, page FeedFormPage) FeedFormPage {
	page.Frame = p.frame(r)
	page.Address = shownURL(page.Feed.URL)
	if r.Method == http.MethodPost {
		page.Address = strings.TrimSpace(r.PostFormValue("url"))
	}
	if !page.New {
		page.Hook = p.hookURL(page.Feed.ID)
		page.Token = p.HookToken(page.Feed.ID)
	}
	return page
}

func (p *Pages) hookURL(id stagedoor.FeedID) string {
	u := *p.Public
	u.Path, u.RawQuery = strings.TrimSuffix(u.Path, "/")+"/hooks/feeds/"+string(id), ""
	return u.String()
}

func (p *Pages) feedFormProblem(w http.ResponseWriter, r *http.Request, err error, page FeedFormPage) error {
	status, mine := formStatus(err)
	if !mine {
		return err
	}
	page = p.feedForm(r, page)
	page.Problem = ui.Problem(r.Context(), err)
	return ui.RenderStatus(w, r, status, FeedFormTempl(page))
}

// readFeed puts what the form says over the feed as it was. An empty secret
// keeps the one that is set, but only for the same host: otherwise whoever may
// change the address could have it sent to them.
func readFeed(r *http.Request, f access.Feed) (access.Feed, error) {
	get := func(name string) string { return strings.TrimSpace(r.PostFormValue(name)) }
	address := get("url")
	address = withPassword(address, f.URL)
	if !sameHost(address, f.URL) {
		f.Password, f.Value = "", ""
	}
	f.URL, f.Name, f.User, f.Header = address, get("name"), get("user"), get("header")
	f.Password = secret(r, "password", f.Password, f.User != "")
	f.Value = secret(r, "value", f.Value, f.Header != "")
	f.Gone, f.Partial, f.Off = tickets.Gone(get("gone")), get("partial") != "", get("off") != ""
	if preset := get("preset"); preset != f.Mapping.Preset {
		// Another vendor's columns are others: look at them again.
		f.Mapping = tickets.Mapping{Preset: preset}
		f.Off = f.Off || f.URL != ""
	}
	every := get("every")
	if every == "" {
		f.Every = 0
		return f, nil
	}
	d, err := time.ParseDuration(every)
	if err != nil {
		return f, &stagedoor.Error{Kind: stagedoor.Invalid, Msg: "How often the feed is read is written like 60s, 5m or 1h, not %q.", Args: []any{every}, Err: err}
	}
	f.Every = d
	return f, nil
}

// secret is a field whose value is never shown: empty keeps what is set,
// unless nothing needs it any more.
func secret(r *http.Request, name, was string, needed bool) string {
	if !needed {
		return ""
	}
	if given := r.PostFormValue(name); given != "" {
		return given
	}
	return was
}

// shownURL is an address without the password in it.
func shownURL(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.User == nil {
		return s
	}
	return u.Redacted()
}

// withPassword puts the password back that shownURL took out, unless the host
// is another.
func withPassword(address, was string) string {
	u, e := url.Parse(address)
	old, err := url.Parse(was)
	if e != nil || err != nil || !sameHost(address, was) || u.User == nil || old.User == nil {
		return address
	}
	if p, _ := u.User.Password(); p == "xxxxx" && u.User.Username() == old.User.Username() {
		u.User = old.User
		return u.String()
	}
	return address
}

func sameHost(a, b string) bool {
	x, e := url.Parse(a)
	y, err := url.Parse(b)
	return e == nil && err == nil && x.Scheme == y.Scheme && strings.EqualFold(x.Host, y.Host)
}

// shortURL names an export's address without what may be secret in it.
func shortURL(s string) string {
	u, err := url.Parse(s)
	if err != nil {
		return ""
	}
	return u.Host + u.Path
}

// FeedRemovePage is what feed_form.templ shows before a feed is removed.
type FeedRemovePage struct {
	Frame   Frame
	Feed    access.Feed
	Problem string
}

// ShowRemoveFeed answers GET /control/feeds/{feed}/remove.
func (p *Pages) ShowRemoveFeed(w http.ResponseWriter, r *http.Request) error {
	f, err := p.vendorFeed(r)
	if err != nil {
		return err
	}
	return ui.Render(w, r, FeedRemoveTempl(FeedRemovePage{Frame: p.frame(r), Feed: f}))
}

// RemoveFeed answers POST /control/feeds/{feed}/remove.
func (p *Pages) RemoveFeed(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	f, err := p.vendorFeed(r)
	if err != nil {
		return err
	}
	if err := p.Feeds.RemoveFeed(ctx, MemberOf(ctx).Actor(), f.ID, ui.PageOf(ctx).Now); err != nil {
		status, mine := formStatus(err)
		if !mine {
			return err
		}
		return ui.RenderStatus(w, r, status, FeedRemoveTempl(FeedRemovePage{Frame: p.frame(r), Feed: f, Problem: ui.Problem(ctx, err)}))
	}
	http.Redirect(w, r, "/control/feeds?done=removed", http.StatusSeeOther)
	return nil
}

// presetOptions are the vendors.
func presetOptions(chosen string) []ui.Option {
	var out []ui.Option
	for _, p := range tickets.Presets() {
		out = append(out, ui.Option{Value: p.Name, Text: p.Title, Selected: p.Name == chosen})
	}
	return out
}

// goneOptions are what it means that a ticket left the export.
func goneOptions(ctx context.Context) []ui.Option {
	return []ui.Option{
		{Text: ui.T(ctx, "As the vendor's preset says")},
		{Value: string(tickets.GoneWaits), Text: ui.T(ctx, "Wait for our yes")},
		{Value: string(tickets.GoneAfter3), Text: ui.T(ctx, "Revoke after three rounds without it")},
	}
}

// everyText writes a time between rounds as the form takes it.
func everyText(d time.Duration) string {
	switch {
	case d == 0:
		return ""
	case d%time.Hour == 0:
		return strings.TrimSuffix(d.String(), "0m0s")
	case d%time.Minute == 0:
		return strings.TrimSuffix(d.String(), "0s")
	}
	return d.String()
}
