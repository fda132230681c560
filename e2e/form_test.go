package e2e

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// A form is one of the last page's, as a browser would send it.
type form struct {
	node   *html.Node
	method string
	action string
	upload bool
	fields []field
}

// A field is a control of a form. What is not sent (a box without its tick, a
// button that was not pressed) has off set.
type field struct {
	name, value string
	names       []string // by which a person finds it: label, aria-label
	node        *html.Node
	off         bool
	file        string // its path, when one was chosen
}

// submit presses a button of the last page, with its form filled in.
func (w *world) submit(args []string) (string, error) {
	stay := len(args) > 0 && args[0] == "-stay"
	if stay {
		args = args[1:]
	}
	if len(args) == 0 || w.last.at == nil {
		return "", usageError("submit [-stay] BUTTON [field=value…], after get or post")
	}
	root, err := html.Parse(bytes.NewReader(w.last.body))
	if err != nil {
		return "", err
	}
	f, err := formWith(root, args[0])
	if err != nil {
		return "", err
	}
	for _, a := range args[1:] {
		if err := f.set(a); err != nil {
			return "", err
		}
	}
	r := browserRequest{method: f.method, path: w.last.at.String(), header: http.Header{}, follow: !stay, stay: stay}
	if f.action != "" {
		target, err := w.last.at.Parse(f.action)
		if err != nil {
			return "", fmt.Errorf("the form's action %q: %w", f.action, err)
		}
		r.path = target.String()
	}
	if err := f.encode(w, &r); err != nil {
		return "", err
	}
	return w.browse(r)
}

// formWith finds the form that the button sends.
func formWith(root *html.Node, button string) (*form, error) {
	var pressed *html.Node
	var seen []string
	each(root, func(n *html.Node) {
		if n.Data != "button" && !(n.Data == "input" && attr(n, "type") == "submit") || attr(n, "type") == "button" {
			return
		}
		for _, name := range []string{oneLine(n), attr(n, "aria-label"), attr(n, "value")} {
			if name != "" {
				seen = append(seen, name)
			}
			if pressed == nil && name == button {
				pressed = n
			}
		}
	})
	if pressed == nil {
		return nil, fmt.Errorf("the page has no button %q, but %q", button, seen)
	}
	if has(pressed, "disabled") {
		return nil, fmt.Errorf("the button %q is disabled", button)
	}
	owner := ownerOf(root, pressed)
	if owner == nil {
		return nil, fmt.Errorf("the button %q sends no form", button)
	}
	f := &form{node: owner, method: strings.ToUpper(attr(owner, "method")), action: attr(owner, "action"), upload: attr(owner, "enctype") == "multipart/form-data"}
	if a := attr(pressed, "formaction"); a != "" {
		f.action = a
	}
	if m := attr(pressed, "formmethod"); m != "" {
		f.method = strings.ToUpper(m)
	}
	if f.method == "" {
		f.method = http.MethodGet
	}
	each(root, func(n *html.Node) {
		if ownerOf(root, n) == owner {
			f.add(root, n, n == pressed)
		}
	})
	return f, nil
}

// ownerOf is the form that a control belongs to.
func ownerOf(root, n *html.Node) *html.Node {
	if id := attr(n, "form"); id != "" {
		var owner *html.Node
		each(root, func(m *html.Node) {
			if m.Data == "form" && attr(m, "id") == id {
				owner = m
			}
		})
		return owner
	}
	for p := n.Parent; p != nil; p = p.Parent {
		if p.Type == html.ElementNode && p.Data == "form" {
			return p
		}
	}
	return nil
}

// add takes a control, with what it would send as it stands.
func (f *form) add(root, n *html.Node, pressed bool) {
	c := field{name: attr(n, "name"), value: attr(n, "value"), node: n}
	if c.name == "" || has(n, "disabled") {
		return
	}
	switch {
	case n.Data == "button" || n.Data == "input" && attr(n, "type") == "submit":
		c.off = !pressed
	case n.Data == "input" && (attr(n, "type") == "checkbox" || attr(n, "type") == "radio"):
		if !has(n, "value") {
			c.value = "on"
		}
		c.off = !has(n, "checked")
	case n.Data == "input" && attr(n, "type") == "file":
		c.value = ""
	case n.Data == "input":
	case n.Data == "textarea":
		c.value = textOf(n)
	case n.Data == "select":
		first := true
		each(n, func(o *html.Node) {
			if o.Data == "option" && (first || has(o, "selected")) {
				first, c.value = false, optionValue(o)
			}
		})
	default:
		return
	}
	c.names = []string{attr(n, "aria-label")}
	each(root, func(l *html.Node) {
		if l.Data == "label" && attr(l, "for") != "" && attr(l, "for") == attr(n, "id") {
			c.names = append(c.names, oneLine(l))
		}
	})
	f.fields = append(f.fields, c)
}

// set fills a field in: by its name, or by what a person reads beside it.
func (f *form) set(assignment string) error {
	key, value, ok := strings.Cut(assignment, "=")
	if !ok {
		return usageError("a field is name=value, not " + assignment)
	}
	var known []string
	for i := range f.fields {
		c := &f.fields[i]
		known = append(known, c.name)
		if c.node.Data == "button" || c.name != key && !slices.Contains(c.names, key) {
			continue
		}
		switch attr(c.node, "type") {
		case "checkbox":
			c.off = value == ""
			return nil
		case "radio":
			if c.value != value && !slices.Contains(c.names, value) {
				continue
			}
			for j := range f.fields {
				if f.fields[j].name == c.name {
					f.fields[j].off = i != j
				}
			}
			return nil
		case "file":
			c.file = strings.TrimPrefix(value, "@")
			return nil
		}
		if c.node.Data == "select" {
			return c.choose(value)
		}
		c.value = value
		return nil
	}
	return usageError(fmt.Sprintf("the form has no field %q, but %q", key, known))
}

// choose selects an option, by its value or its text.
func (c *field) choose(value string) error {
	var offered []string
	found := false
	each(c.node, func(o *html.Node) {
		if o.Data != "option" {
			return
		}
		offered = append(offered, oneLine(o))
		if !found && (optionValue(o) == value || oneLine(o) == value) {
			found, c.value = true, optionValue(o)
		}
	})
	if !found {
		return usageError(fmt.Sprintf("%s does not offer %q, but %q", c.name, value, offered))
	}
	return nil
}

// encode puts the fields where the form's method wants them.
func (f *form) encode(w *world, r *browserRequest) error {
	values := url.Values{}
	var b bytes.Buffer
	parts := multipart.NewWriter(&b)
	for _, c := range f.fields {
		if c.off {
			continue
		}
		values.Add(c.name, c.value)
		if attr(c.node, "type") != "file" {
			if err := parts.WriteField(c.name, c.value); err != nil {
				return err
			}
			continue
		}
		name, content := "", ""
		if c.file != "" {
			name, content = filepath.Base(c.file), w.ts.ReadFile(c.file)
		}
		part, err := parts.CreateFormFile(c.name, name)
		if err != nil {
			return err
		}
		if _, err := part.Write([]byte(content)); err != nil {
			return err
		}
	}
	if err := parts.Close(); err != nil {
		return err
	}
	switch {
	case f.method == http.MethodGet:
		path, _, _ := strings.Cut(r.path, "?")
		r.path = path + "?" + values.Encode()
	case f.upload:
		r.body = b.Bytes()
		r.header.Set("Content-Type", parts.FormDataContentType())
	default:
		r.body = []byte(values.Encode())
		r.header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return nil
}

// each visits every element below n.
func each(n *html.Node, visit func(*html.Node)) {
	for c := range n.Descendants() {
		if c.Type == html.ElementNode {
			visit(c)
		}
	}
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

// textOf is all text in n, as it stands.
func textOf(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}

func oneLine(n *html.Node) string { return strings.Join(strings.Fields(textOf(n)), " ") }

func optionValue(o *html.Node) string {
	if has(o, "value") {
		return attr(o, "value")
	}
	return oneLine(o)
}
