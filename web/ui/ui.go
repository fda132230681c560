// Package ui is what the attendee's pages and the control room share: three
// layouts, the parts of the look as templ components, and the assets.
//
// A page is a templ component that begins with a layout (layout.templ: Attend,
// Door, Away, Control) and fills it with parts (parts.templ, field.templ,
// programme.templ, table.templ, player.templ). What surrounds every page, the
// conference and the viewer's language, travels in the context: web puts a
// Page there with With, and T, N, Say and the times read it (page.go). Render
// answers a request with a component. Nothing here knows routes, logins or
// databases.
//
// Styles and scripts are written in src, bundled into static by the program
// in bundle (go generate ./web/ui) and served by Assets under names that
// change with their content (assets.go). No page has an inline style or
// script: the accent is /look.css (look.go), a gel is data-gel, a place in
// the day's grid is a class (grid.go).
package ui

//go:generate go tool templ generate -path ../..
//go:generate go run ./bundle
