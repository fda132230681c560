package ui

import (
	"strconv"

	"github.com/a-h/templ"
)

// attributes are those of the input, textarea or select.
func (f Field) attributes() templ.Attributes {
	name := f.Name
	if name == "" {
		name = f.ID
	}
	a := opt("id", f.ID, "name", name, "class", "input", "placeholder", f.Placeholder, "autocomplete", f.Autocomplete,
		"inputmode", f.InputMode, "accept", f.Accept, "min", f.Min, "max", f.Most)
	switch f.Type {
	case "textarea":
		delete(a, "type")
		if f.Rows != "" {
			a["rows"] = f.Rows
		}
	case "select":
	case "checkbox":
		a["type"], a["class"], a["value"], a["checked"] = "checkbox", "tick", "yes", f.Checked
		if f.Value != "" {
			a["value"] = f.Value
		}
	case "":
		a["type"], a["value"] = "text", f.Value
	case "file":
		a["type"] = f.Type
	default:
		a["type"], a["value"] = f.Type, f.Value
	}
	if f.Max > 0 {
		a["maxlength"] = strconv.Itoa(f.Max)
	}
	a["required"] = f.Required
	a["autofocus"] = f.Autofocus || f.Problem != "" // of several wrong ones the browser takes the first
	described := ""
	if f.Problem != "" {
		a["aria-invalid"], described = "true", f.ID+"-wrong"
	}
	if f.Help != "" {
		described = join(described, f.ID+"-help")
	}
	if described != "" {
		a["aria-describedby"] = described
	}
	return a
}

func (f Field) labelClass() string {
	if f.Quiet {
		return "note"
	}
	return ""
}

func (f CodeField) described() templ.Attributes {
	if f.Problem == "" {
		return templ.Attributes{"aria-describedby": "code-help"}
	}
	return templ.Attributes{"aria-describedby": "code-wrong code-help", "aria-invalid": "true", "autofocus": true}
}

// join puts two ids or classes beside each other; either may be empty.
func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + " " + b
}
