package ui

import "strings"

func (b Button) class() string {
	words := []string{"button"}
	if b.Kind != "" {
		words = append(words, b.Kind)
	}
	if b.Big {
		words = append(words, "big")
	}
	if b.Slim {
		words = append(words, "slim")
	}
	if b.Text == "" {
		words = append(words, "only")
	}
	return strings.Join(words, " ")
}

func (b Button) kind() string {
	if b.Type == "" {
		return "submit"
	}
	return b.Type
}

func (b Button) pressed() string {
	switch {
	case !b.Toggle:
		return ""
	case b.Pressed:
		return "true"
	}
	return "false"
}

func numberClass(c Column) string {
	if c.Number {
		return "n"
	}
	return ""
}
