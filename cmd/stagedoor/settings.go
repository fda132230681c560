package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
	"github.com/goccy/go-yaml"

	"stagedoor"
)

// maxSettings bounds the settings file: it has a line a flag.
const maxSettings = 64 << 10

// settings are flag names and their values, as a file gave them. They hold
// where neither the command line nor the environment says otherwise.
type settings struct {
	file   string
	values map[string]string
}

// settingsNamed returns what --settings or STAGEDOOR_SETTINGS names, or
// nothing; kong itself is asked later and needs it before.
func settingsNamed(args []string, getenv func(string) string) (settings, error) {
	path := getenv("STAGEDOOR_SETTINGS")
	for i, a := range args {
		if v, ok := strings.CutPrefix(a, "--settings="); ok {
			path = v
		} else if a == "--settings" && i+1 < len(args) {
			path = args[i+1]
		}
	}
	if path == "" {
		return settings{}, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return settings{}, &stagedoor.Error{Kind: stagedoor.Invalid, Msg: "The settings file %s cannot be read.", Args: []any{path}, Err: err}
	}
	defer f.Close()
	return readSettings(f, path)
}

// readSettings reads a settings file: YAML, a line a flag. A list becomes one
// value with commas, as the flags read it.
func readSettings(r io.Reader, name string) (settings, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxSettings+1))
	if err != nil {
		return settings{}, fmt.Errorf("settings %s: %w", name, err)
	}
	if len(text) > maxSettings {
		return settings{}, stagedoor.Errorf(stagedoor.Invalid, "The settings file %s is larger than %d bytes.", name, maxSettings)
	}
	raw := map[string]any{}
	if err := yaml.Unmarshal(text, &raw); err != nil {
		return settings{}, &stagedoor.Error{Kind: stagedoor.Invalid, Msg: "The settings file %s is not a list of lines like 'listen: :8080'.", Args: []any{name}, Err: err}
	}
	s := settings{file: name, values: map[string]string{}}
	for key, v := range raw {
		switch v := v.(type) {
		case []any:
			parts := make([]string, len(v))
			for i, p := range v {
				parts[i] = fmt.Sprint(p)
			}
			s.values[key] = strings.Join(parts, ",")
		case map[string]any:
			return settings{}, stagedoor.Errorf(stagedoor.Invalid, "In the settings file %s, %q must have one value.", name, key)
		case nil:
		default:
			s.values[key] = fmt.Sprint(v)
		}
	}
	return s, nil
}

// Validate refuses a line that is no flag of any command: it would be
// ignored, and the operator would wonder.
func (s settings) Validate(app *kong.Application) error {
	known := map[string]bool{}
	var walk func(n *kong.Node)
	walk = func(n *kong.Node) {
		for _, f := range n.Flags {
			known[f.Name] = true
		}
		for _, child := range n.Children {
			walk(child)
		}
	}
	walk(app.Node)
	for key := range s.values {
		if !known[key] || key == "settings" || key == "help" {
			return stagedoor.Errorf(stagedoor.Invalid, "In the settings file %s, %q is not a setting.", s.file, key)
		}
	}
	return nil
}

// Resolve gives kong a flag's value; the environment goes before the file.
func (s settings) Resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	v, ok := s.values[flag.Name]
	if !ok || slices.ContainsFunc(flag.Envs, func(name string) bool { _, set := os.LookupEnv(name); return set }) {
		return nil, nil
	}
	return v, nil
}
