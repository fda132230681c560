package control

import (
	"context"
	"net/http"
	"slices"

	"stagedoor"
	"stagedoor/web/ui"
)

// Audits reads what the crew did.
type Audits interface {
	// Audit returns the entries before the one with this id, or the newest,
	// newest first.
	Audit(ctx context.Context, before string, limit int) ([]stagedoor.AuditEntry, error)
}

// auditRows is how many entries a page has.
const auditRows = 100

// AuditPage is what audit.templ shows.
type AuditPage struct {
	Frame   Frame
	Entries []stagedoor.AuditEntry
	Older   string // the address of the entries before; empty when there are none
	Newest  string // the address of the newest; empty when they are shown
}

// ShowAudit answers GET /control/audit.
func (p *Pages) ShowAudit(w http.ResponseWriter, r *http.Request) error {
	before := r.URL.Query().Get("before")
	entries, err := p.Audits.Audit(r.Context(), before, auditRows+1)
	if err != nil {
		return err
	}
	page := AuditPage{Frame: p.frame(r), Entries: entries}
	if len(entries) > auditRows {
		page.Entries = entries[:auditRows]
		page.Older = "/control/audit?before=" + entries[auditRows-1].ID
	}
	if before != "" {
		page.Newest = "/control/audit"
	}
	return ui.Render(w, r, AuditTempl(page))
}

// auditText is what was done; of the crew it names roles, which have words.
func auditText(ctx context.Context, e stagedoor.AuditEntry) string {
	did := e.Did
	if e.Kind == "crew" {
		did.Args = slices.Clone(did.Args)
		for i, a := range did.Args {
			if role, ok := a.(string); ok && slices.Contains(stagedoor.Roles, stagedoor.Role(role)) {
				did.Args[i] = ui.RoleName(ctx, stagedoor.Role(role))
			}
		}
	}
	return ui.Say(ctx, did)
}

// subjectHref leads to what an entry is about, where there is a page for it.
func subjectHref(e stagedoor.AuditEntry) string {
	if e.Subject == "" {
		return ""
	}
	switch e.Kind {
	case "attendee":
		return "/control/attendees/" + e.Subject
	case "ticket":
		return "/control/tickets/" + e.Subject
	case "feed":
		return "/control/feeds/" + e.Subject
	case "stage":
		return "/control/stages/" + e.Subject
	case "talk":
		return talkHref(stagedoor.TalkID(e.Subject))
	}
	return ""
}
