package text

import (
	"embed"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/language"
)

// ownName is the key under which a file says its language's own name.
const ownName = "(the language's own name)"

//go:embed *.txt
var files embed.FS

// all is every language we have, English first. It reads the files once. They
// are part of the binary and a test reads them, so a broken one ends the
// process at its first use.
var all = sync.OnceValue(func() []*Language {
	languages := []*Language{{tag: language.English, name: "English"}}
	names, err := files.ReadDir(".")
	if err != nil {
		panic(err) // an embedded folder
	}
	for _, f := range names {
		b, err := files.ReadFile(f.Name())
		if err != nil {
			panic(err) // an embedded file
		}
		l, err := read(strings.TrimSuffix(f.Name(), path.Ext(f.Name())), string(b))
		if err != nil {
			panic("text: " + f.Name() + ": " + err.Error()) // TestFilesRead
		}
		languages = append(languages, l)
	}
	return languages
})

// Languages lists the languages we have, English first, then by tag.
func Languages() []*Language { return slices.Clone(all()) }

// Has reports whether we have exactly this language.
func Has(tag string) bool {
	return slices.ContainsFunc(all(), func(l *Language) bool { return l.Tag() == tag })
}

// For returns the nearest language that we have to a BCP 47 tag: Bulgarian
// for "bg-BG". It is English for an empty tag or one that is not like any.
func For(lang string) *Language {
	if tag, err := language.Parse(lang); err == nil {
		if l := nearest(tag); l != nil {
			return l
		}
	}
	return all()[0]
}

// Match chooses a viewer's language: the one they chose on the page, else the
// best that their browser asks for, else the conference's.
func Match(acceptLanguage, choice, fallback string) *Language {
	if Has(choice) {
		return For(choice)
	}
	if len(acceptLanguage) <= maxAccept {
		if wanted, _, err := language.ParseAcceptLanguage(acceptLanguage); err == nil {
			if l := nearest(wanted...); l != nil {
				return l
			}
		}
	}
	return For(fallback)
}

// maxAccept bounds the header that is looked at; browsers send under 100.
const maxAccept = 500

// nearest finds the first of the tags that we have, exactly or as the same
// language elsewhere; nil when we have none. Neighbouring languages do not
// count: who reads Macedonian did not ask for Bulgarian.
func nearest(wanted ...language.Tag) *Language {
	for _, w := range wanted {
		if i := slices.IndexFunc(all(), func(l *Language) bool { return l.tag == w }); i >= 0 {
			return all()[i]
		}
		base, sure := w.Base()
		for _, l := range all() {
			if b, _ := l.tag.Base(); b == base && sure == language.Exact { // else it is a guess from the script
				return l
			}
		}
	}
	return nil
}

// read reads a language's file: blocks apart by empty lines, each an English
// sentence and below it, after "= ", its translation; # begins a remark.
func read(tag, file string) (*Language, error) {
	t, err := language.Parse(tag)
	if err != nil {
		return nil, fmt.Errorf("the file's name is no language: %w", err)
	}
	l := &Language{tag: t, messages: map[string]string{}}
	key := ""
	for i, line := range strings.Split(file, "\n") {
		said, isTranslation := strings.CutPrefix(line, "= ")
		switch {
		case line != strings.TrimSpace(line):
			return nil, fmt.Errorf("line %d: a space at its end or start", i+1)
		case line == "" || strings.HasPrefix(line, "#"):
			if key != "" {
				return nil, fmt.Errorf("line %d: %q has no translation", i+1, key)
			}
		case isTranslation && key == "":
			return nil, fmt.Errorf("line %d: a translation of nothing", i+1)
		case isTranslation:
			if _, twice := l.messages[key]; twice {
				return nil, fmt.Errorf("line %d: %q is here twice", i+1, key)
			}
			l.messages[key], key = said, ""
		case key != "":
			return nil, fmt.Errorf("line %d: %q has no translation", i+1, key)
		default:
			key = line
		}
	}
	if key != "" {
		return nil, fmt.Errorf("the end: %q has no translation", key)
	}
	if l.name = l.messages[ownName]; l.name == "" {
		return nil, fmt.Errorf("no %s", ownName)
	}
	delete(l.messages, ownName)
	return l, nil
}
