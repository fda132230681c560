package control

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"stagedoor"
	"stagedoor/access"
	"stagedoor/web/ui"
)

// someCrew knows the members.
type someCrew struct {
	Crew
	members []access.Member
}

func (c someCrew) Members(context.Context) ([]access.Member, error) { return c.members, nil }

func TestControlLeadsToTheFirstRoom(t *testing.T) {
	for _, tt := range []struct {
		role  stagedoor.Role
		where string
		audit bool
	}{
		{stagedoor.HelpDesk, "/control/attendees", true},
		{stagedoor.Producer, "/control/live", false},
		{stagedoor.Moderator, "/lobby", false},
	} {
		w := httptest.NewRecorder()
		ctx := WithMember(context.Background(), access.Member{ID: "m1", Role: tt.role})
		if err := new(Pages).Home(w, httptest.NewRequest("GET", "/control", nil).WithContext(ctx)); err != nil || w.Header().Get("Location") != tt.where {
			t.Errorf("%s is led to %q, %v; want %q", tt.role, w.Header().Get("Location"), err, tt.where)
		}
		var audit bool
		for _, r := range rooms(ctx) {
			audit = audit || r.Href == "/control/audit"
		}
		if audit != tt.audit {
			t.Errorf("%s is shown the audit: %v, want %v", tt.role, audit, tt.audit)
		}
	}
}

func TestCrewPage(t *testing.T) {
	all := []access.Member{
		{ID: "m1", Name: "Mira", Email: "mira@hexagon.example", Role: stagedoor.Owner, Seen: deskNow},
		{ID: "m2", Name: "Hedy", Email: "hedy@hexagon.example", Role: stagedoor.HelpDesk},
	}
	page := func(members []access.Member) string {
		p := deskPages(nil, nil, nil)
		p.Crew = someCrew{members: members}
		w, err := ask(t, stagedoor.Owner, "en", "GET /control/crew", "/control/crew", nil, p.ShowCrew)
		if err != nil || w.Code != http.StatusOK {
			t.Fatalf("status %d, %v", w.Code, err)
		}
		return w.Body.String()
	}
	body := page(all)
	holds(t, "the page", body, "hedy@hexagon.example · was never here", "mira@hexagon.example · last here 11:22", `aria-label="Role of Hedy"`, `aria-label="Remove Hedy from the crew"`,
		`aria-label="New password of Hedy"`, `aria-label="New password of Mira"`)
	for _, not := range []string{"Moderator", "<table", "Remove Mira"} {
		if strings.Contains(body, not) {
			t.Errorf("the page holds %q", not)
		}
	}
	if n := strings.Count(page(append(all, access.Member{ID: "m3", Name: "Modest", Role: stagedoor.Moderator})), "Moderator"); n != 1 {
		t.Errorf("with a moderator there the role is offered %d times, want once: for the one who has it", n)
	}
}

func TestAuditNamesRoles(t *testing.T) {
	ctx := ui.With(context.Background(), ui.Page{})
	for _, tt := range []struct {
		entry stagedoor.AuditEntry
		want  string
	}{
		{stagedoor.AuditEntry{Kind: "crew", Did: stagedoor.Say("Changed the role of %s from %s to %s.", "Hedy", "help-desk", "producer")}, "Changed the role of Hedy from Help desk to Producer."},
		{stagedoor.AuditEntry{Kind: "stage", Did: stagedoor.Say("Added the stage %s.", "producer")}, "Added the stage producer."},
	} {
		if got := auditText(ctx, tt.entry); got != tt.want {
			t.Errorf("the audit says %q, want %q", got, tt.want)
		}
		if tt.entry.Did.Args[len(tt.entry.Did.Args)-1] != "producer" {
			t.Error("showing an entry changed it")
		}
	}
}
