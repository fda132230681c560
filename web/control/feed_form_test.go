package control

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/access"
	"stagedoor/tickets"
)

const settingsRoute = "/control/feeds/{feed}/settings"

// settings is the form as the page of shop shows it to an owner, with changes.
func settings(changes ...string) url.Values {
	v := url.Values{"name": {"Weemss export"}, "preset": {"weemss"}, "url": {"https://weemss.example/export/8831.csv?key=s3cret"}, "user": {"conf"}, "password": {""}, "header": {""}, "value": {""}, "gone": {""}, "every": {""}}
	for i := 0; i+1 < len(changes); i += 2 {
		v.Set(changes[i], changes[i+1])
	}
	return v
}

func TestFeedSettings(t *testing.T) {
	for _, tt := range []struct {
		name string
		form url.Values
		want func(*access.Feed)
	}{
		{"nothing changed", settings(), func(*access.Feed) {}},
		{"an empty password keeps it", settings("name", "Shop"), func(f *access.Feed) { f.Name = "Shop" }},
		{"another password", settings("password", "new"), func(f *access.Feed) { f.Password = "new" }},
		{"no name, no password", settings("user", ""), func(f *access.Feed) { f.User, f.Password = "", "" }},
		{"another path keeps the password", settings("url", "https://weemss.example/other.csv"), func(f *access.Feed) { f.URL = "https://weemss.example/other.csv" }},
		{"another host does not get it", settings("url", "https://evil.example/x"), func(f *access.Feed) { f.URL, f.Password = "https://evil.example/x", "" }},
		{"nor does plain http", settings("url", "http://weemss.example/x"), func(f *access.Feed) { f.URL, f.Password = "http://weemss.example/x", "" }},
		{"every, gone, partial, off", settings("every", "5m", "gone", "after3", "partial", "yes", "off", "yes"), func(f *access.Feed) {
			f.Every, f.Gone, f.Partial, f.Off = 5*time.Minute, tickets.GoneAfter3, true, true
		}},
		{"another vendor's columns are looked at first", settings("preset", "pretix"), func(f *access.Feed) {
			f.Mapping, f.Off = tickets.Mapping{Preset: "pretix"}, true
		}},
	} {
		store := &fewFeeds{feeds: []access.Feed{shop()}}
		w, err := ask(t, stagedoor.Owner, "en", "POST "+settingsRoute, "/control/feeds/shop/settings", tt.form, deskPages(nil, store, nil).SaveFeedSettings)
		if err != nil || w.Code != http.StatusSeeOther {
			t.Errorf("%s: %d, %v; want 303", tt.name, w.Code, err)
			continue
		}
		want := shop()
		tt.want(&want)
		if got, want := jsonOf(t, store.feeds[0]), jsonOf(t, want); got != want {
			t.Errorf("%s saves\n%s, want\n%s", tt.name, got, want)
		}
	}
}

func TestFeedSettingsThatAreWrong(t *testing.T) {
	for _, tt := range []struct{ name, says string }{
		{"every soon", "How often the feed is read is written like 60s, 5m or 1h, not &#34;soon&#34;."},
		{"every 1s", "A feed is read every 5 seconds at most"},
		{"url ftp://x.example/a", "The export&#39;s address is not one like"},
		{"gone maybe", "What gone means is"},
		{"preset nobody", "There is no preset"},
	} {
		store := &fewFeeds{feeds: []access.Feed{shop()}}
		key, value, _ := strings.Cut(tt.name, " ")
		w, err := ask(t, stagedoor.HelpDesk, "en", "POST "+settingsRoute, "/control/feeds/shop/settings", settings(key, value), deskPages(nil, store, nil).SaveFeedSettings)
		if err != nil || w.Code != 422 || store.saved != 0 {
			t.Errorf("%s: %d, %v, saved %d times; want 422 and nothing", tt.name, w.Code, err, store.saved)
			continue
		}
		holds(t, tt.name, w.Body.String(), tt.says, `role="alert"`)
		if strings.Contains(w.Body.String(), "p4ssword") {
			t.Errorf("%s: the password is shown", tt.name)
		}
		if key == "url" && !strings.Contains(w.Body.String(), `value="ftp://x.example/a"`) {
			t.Error("what was typed is gone")
		}
	}
}

func TestFeedSettingsShowNoSecret(t *testing.T) {
	store := &fewFeeds{feeds: []access.Feed{shop()}}
	w, err := ask(t, stagedoor.Owner, "en", "GET "+settingsRoute, "/control/feeds/shop/settings", nil, deskPages(nil, store, nil).ShowFeedSettings)
	if err != nil {
		t.Fatal(err)
	}
	holds(t, "the form", w.Body.String(), "It is set. Leave it empty to keep it.", "Not set.",
		"https://hexagon.example/hooks/feeds/shop/token-of-shop", "Authorization: Bearer token-of-shop", "/control/feeds/shop/remove")
	if strings.Contains(w.Body.String(), "p4ssword") {
		t.Error("the password is shown")
	}
}

// TestOnlyOwnersAreLedToSettings holds that the help desk is not led to pages
// that are not theirs.
func TestOnlyOwnersAreLedToSettings(t *testing.T) {
	fresh := shop()
	fresh.Mapping.Columns = nil
	for _, f := range []access.Feed{shop(), fresh} {
		p := deskPages(nil, &fewFeeds{feeds: []access.Feed{f}, refused: someRefused(1)}, nil)
		for role, owner := range map[stagedoor.Role]bool{stagedoor.Owner: true, stagedoor.HelpDesk: false} {
			w, err := ask(t, role, "en", "GET /control/feeds/{feed}", "/control/feeds/shop", nil, p.ShowFeed)
			if err != nil {
				t.Fatal(err)
			}
			for _, only := range []string{"/settings", "/mapping"} {
				if strings.Contains(w.Body.String(), only) != owner {
					t.Errorf("a %s is led to %s: %v, want %v", role, only, !owner, owner)
				}
			}
			w, err = ask(t, role, "en", "GET /control/feeds", "/control/feeds", nil, p.ShowFeeds)
			if err != nil || strings.Contains(w.Body.String(), "/control/feeds/new") != owner {
				t.Errorf("a %s is led to a new feed: %v, want %v (%v)", role, !owner, owner, err)
			}
		}
	}
}

func TestShownURL(t *testing.T) {
	for _, tt := range []struct{ url, want string }{
		{"", ""},
		{"https://a.example/x.csv?key=1", "https://a.example/x.csv?key=1"},
		{"https://me:pw@a.example/x?k=1", "https://me:xxxxx@a.example/x?k=1"},
	} {
		got := shownURL(tt.url)
		if got != tt.want {
			t.Errorf("%s is shown as %s, want %s", tt.url, got, tt.want)
		}
		if back := withPassword(got, tt.url); back != tt.url {
			t.Errorf("%s comes back as %s", tt.url, back)
		}
	}
	if got, want := withPassword("https://me:xxxxx@a.example/y", "https://me:pw@a.example/x"), "https://me:pw@a.example/y"; got != want {
		t.Errorf("another path = %s, want %s", got, want)
	}
	if got, want := withPassword("https://me:xxxxx@b.example/y", "https://me:pw@a.example/x"), "https://me:xxxxx@b.example/y"; got != want {
		t.Errorf("another host = %s, want %s", got, want)
	}
}

func TestNewFeed(t *testing.T) {
	const route = "/control/feeds/new"
	store := &fewFeeds{feeds: []access.Feed{shop()}}
	p := deskPages(nil, store, nil)
	w, err := ask(t, stagedoor.Owner, "en", "GET "+route, route, nil, p.ShowNewFeed)
	if err != nil {
		t.Fatal(err)
	}
	holds(t, "the form", w.Body.String(), "Add a feed", "Eventbrite", `name="id"`)
	for _, tt := range []struct {
		id     string
		status int
		says   string
	}{
		{"shop", 409, "There is a feed &#34;shop&#34; already."},
		{"new", 422, "cannot be a feed&#39;s id"},
		{"by-hand", 422, "holds the guest passes"},
		{"A b", 422, "has others"},
		{"", 422, "has others"},
	} {
		form := settings()
		form.Set("id", tt.id)
		w, err := ask(t, stagedoor.Owner, "en", "POST "+route, route, form, p.AddFeed)
		if err != nil || w.Code != tt.status || store.saved != 0 {
			t.Errorf("%q: %d, %v, saved %d times; want %d", tt.id, w.Code, err, store.saved, tt.status)
			continue
		}
		holds(t, tt.id, w.Body.String(), tt.says)
	}
	form := settings("id", "second", "password", "pw")
	w, err = ask(t, stagedoor.Owner, "en", "POST "+route, route, form, p.AddFeed)
	if err != nil || w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/control/feeds/second/mapping" {
		t.Fatalf("a good one: %d to %q, %v; want 303 to its columns", w.Code, w.Header().Get("Location"), err)
	}
	if f := store.feeds[1]; !f.Off || f.Password != "pw" || f.HasColumns() {
		t.Errorf("the new feed is %+v; want it off until its columns are confirmed", f)
	}
}

func TestRemoveFeed(t *testing.T) {
	const route = "/control/feeds/{feed}/remove"
	store := &fewFeeds{feeds: []access.Feed{shop()}, held: true}
	p := deskPages(nil, store, nil)
	w, err := ask(t, stagedoor.Owner, "en", "GET "+route, "/control/feeds/shop/remove", nil, p.ShowRemoveFeed)
	if err != nil {
		t.Fatal(err)
	}
	holds(t, "the page", w.Body.String(), "Remove the feed “Weemss export”?")
	w, err = ask(t, stagedoor.Owner, "en", "POST "+route, "/control/feeds/shop/remove", url.Values{}, p.RemoveFeed)
	if err != nil || w.Code != http.StatusConflict {
		t.Fatalf("with tickets: %d, %v; want 409", w.Code, err)
	}
	holds(t, "the answer", w.Body.String(), "This feed holds tickets, so it stays.")
	store.held = false
	w, err = ask(t, stagedoor.Owner, "en", "POST "+route, "/control/feeds/shop/remove", url.Values{}, p.RemoveFeed)
	if err != nil || w.Code != http.StatusSeeOther || len(store.feeds) != 0 {
		t.Errorf("without: %d, %v, %d feeds; want 303 and none", w.Code, err, len(store.feeds))
	}
}

func TestGuestPassesHaveNoSettings(t *testing.T) {
	p := deskPages(nil, &fewFeeds{feeds: []access.Feed{byHand()}}, &fakeRounds{})
	for route, h := range map[string]func(http.ResponseWriter, *http.Request) error{
		"settings": p.ShowFeedSettings, "mapping": p.ShowFeedMapping, "remove": p.ShowRemoveFeed,
	} {
		_, err := ask(t, stagedoor.Owner, "en", "GET /control/feeds/{feed}/"+route, "/control/feeds/by-hand/"+route, nil, h)
		if stagedoor.KindOf(err) != stagedoor.NotFound {
			t.Errorf("%s of the guest passes = %v, want NotFound", route, err)
		}
	}
}

// FuzzWithPassword holds that a password never goes to another host, and that
// what is shown holds none.
func FuzzWithPassword(f *testing.F) {
	f.Add("https://me:xxxxx@a.example/y", "https://me:pw@a.example/x")
	f.Add("https://me:xxxxx@A.example:443/y", "https://me:pw@a.example/x")
	f.Add("//me:xxxxx@a.example", "https://me:pw@a.example")
	f.Fuzz(func(t *testing.T, address, was string) {
		got := withPassword(address, was)
		u, err := url.Parse(got)
		old, e := url.Parse(was)
		if err != nil || e != nil || old.User == nil || u.User == nil {
			return
		}
		before, _ := url.Parse(address)
		secret, _ := old.User.Password()
		if p, _ := u.User.Password(); p == secret && got != address && (u.Scheme != old.Scheme || !strings.EqualFold(u.Host, old.Host) || before == nil) {
			t.Errorf("%q over %q sends the password to %q", address, was, got)
		}
		if shown, err := url.Parse(shownURL(was)); err == nil && shown.User != nil {
			if p, set := shown.User.Password(); set && p != "xxxxx" {
				t.Errorf("%q is shown as %q", was, shown)
			}
		}
	})
}
