package attend

import (
	"net/http"
	"strings"

	"stagedoor"
	"stagedoor/web/ui"
)

// ProblemPage is what problem.templ shows instead of a page that could not be
// made.
type ProblemPage struct {
	Title  string
	Lead   string
	Crew   bool // it is the control room's page
	Return bool // it comes by itself: the page asks again; not one that a form was sent to
}

// ShowProblem answers with the page for an error: what it is, in words, and
// what to do. The status is the web package's.
func ShowProblem(w http.ResponseWriter, r *http.Request, status int, err error) error {
	ctx := r.Context()
	page := ProblemPage{Lead: ui.Problem(ctx, err), Crew: r.URL.Path == "/control" || strings.HasPrefix(r.URL.Path, "/control/")}
	switch stagedoor.KindOf(err) {
	case stagedoor.NotFound:
		page.Title = ui.T(ctx, "There is no such page")
	case stagedoor.Denied:
		page.Title = ui.T(ctx, "This page is not for you")
	case stagedoor.Invalid:
		page.Title = ui.T(ctx, "That did not work")
	case stagedoor.Conflict:
		page.Title = ui.T(ctx, "This changed meanwhile")
	case stagedoor.TooMany:
		page.Title = ui.T(ctx, "A moment, please")
	case stagedoor.Unavailable:
		page.Title, page.Return = ui.T(ctx, "We are back in a moment"), r.Method == http.MethodGet
	default:
		page.Title = ui.T(ctx, "Something went wrong on our side")
	}
	return ui.RenderStatus(w, r, status, Problem(page))
}

// problemHead makes the page come again by itself when that can help.
func problemHead(p ProblemPage) ui.Head {
	h := ui.Head{Title: p.Title}
	if p.Return {
		h.Refresh = "5"
	}
	return h
}
