package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"stagedoor"
)

// Bounds of a conference file.
const (
	maxFile   = 5 << 20
	maxTokens = 500_000
	maxDepth  = 12 // talks[3].people[0] is 4 deep
	maxList   = 5000
	maxKeys   = 1000 // of one map; ours have ten
)

// A yamlNode is a value of a conference file, with its line and the path to
// it, so that every problem can say where it is. Anchors, aliases, merges and
// tags are refused: what a file says stands where one reads it.
type yamlNode struct {
	file *yamlFile
	path string // "stages[1].sources[0].url"; empty at the top
	line int
	node ast.Node // nil when nothing was written
}

// A yamlField is one key of a map.
type yamlField struct {
	key string
	yamlNode
}

// readYAML reads the file's one document.
func readYAML(r io.Reader) (root yamlNode, err error) {
	text, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if err != nil {
		return root, fmt.Errorf("read the file: %w", err)
	}
	if len(text) > maxFile {
		return root, stagedoor.Errorf(stagedoor.Invalid, "The file is larger than %d MB.", maxFile>>20)
	}
	defer func() { // a parser's slip must not end a command half-way
		if p := recover(); p != nil {
			err = stagedoor.Errorf(stagedoor.Invalid, "The file cannot be read as YAML.")
		}
	}()
	tokens := lexer.Tokenize(string(bytes.TrimPrefix(text, []byte("\ufeff"))))
	if err := checkTokens(tokens); err != nil {
		return root, err
	}
	f, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey()) // fields finds them, with a path
	if err != nil {
		return root, syntaxError(err)
	}
	root = yamlNode{file: &yamlFile{}, line: 1}
	for _, d := range f.Docs {
		if d == nil || d.Body == nil {
			continue
		}
		if root.node != nil {
			return root, stagedoor.Errorf(stagedoor.Invalid, "The file holds more than one document. Leave the --- between them out.")
		}
		root.node = d.Body
	}
	return root, nil
}

// checkTokens bounds the file before it is parsed: the parser descends into
// whatever it is given, and is slow with maps of many keys.
func checkTokens(tokens token.Tokens) error {
	if len(tokens) > maxTokens {
		return stagedoor.Errorf(stagedoor.Invalid, "The file holds more than %d words and signs.", maxTokens)
	}
	brackets, dashes, line := 0, 0, 0
	keys := map[int]int{} // by their column, since the last dash to the left of it
	for _, t := range tokens {
		if t.Position == nil {
			continue
		}
		if t.Position.Line != line {
			line, dashes = t.Position.Line, 0
		}
		switch t.Type {
		case token.SequenceStartType, token.MappingStartType:
			brackets++
		case token.SequenceEndType, token.MappingEndType:
			brackets--
		case token.SequenceEntryType, token.MappingKeyType:
			dashes++
			maps.DeleteFunc(keys, func(column, _ int) bool { return column > t.Position.Column })
		case token.MappingValueType:
			if brackets > 0 || t.Prev == nil || t.Prev.Position == nil {
				continue
			}
			if keys[t.Prev.Position.Column]++; keys[t.Prev.Position.Column] > maxKeys {
				return atLine(line, "There are more than %d keys on this level.", maxKeys)
			}
		case token.AnchorType, token.AliasType, token.MergeKeyType, token.TagType:
			return atLine(line, "Here stands an anchor, an alias or a tag (&, *, <<, !). Write the value out, or put it in quotes.")
		}
		if brackets > maxDepth || dashes > maxDepth || t.Position.IndentNum > 40*maxDepth {
			return atLine(line, "This is nested too deeply.")
		}
	}
	return nil
}

// atLine is a mistake that ends the reading.
func atLine(line int, msg string, args ...any) error {
	file := &yamlFile{}
	yamlNode{file: file, line: line}.fail(msg, args...)
	return file.err()
}

// syntaxError keeps the line and the parser's words, without the lines of the
// file that it would show.
func syntaxError(err error) error {
	var e yaml.Error
	if errors.As(err, &e) && e.GetToken() != nil && e.GetToken().Position != nil {
		return atLine(e.GetToken().Position.Line, "This cannot be read as YAML: %s.", short(e.GetMessage()))
	}
	return stagedoor.Errorf(stagedoor.Invalid, "The file cannot be read as YAML.")
}

// credentialForm matches keys that hold what must not lie in a file.
var credentialForm = regexp.MustCompile(`(?i)pass(word|wd|phrase)?$|secret|token|credential|(api|stream|private|access|auth)[_-]?key|^key$|bearer|^auth|^user(name)?$|^headers?$|^value$`)

// fields are the pairs of a map in the file's order. A key that is not known
// is a problem, and one that looks like a credential is its own.
func (n yamlNode) fields(known ...string) []yamlField {
	var out []yamlField
	seen := map[string]bool{}
	for _, f := range n.pairs() {
		switch {
		case seen[f.key]:
			f.fail("This key stands twice.")
		case len(known) == 0 || slices.Contains(known, f.key):
			out = append(out, f)
		case credentialForm.MatchString(f.key):
			f.fail("This looks like a credential, and a file is no place for one. Set it in the control room or in the environment.")
		default:
			f.fail("We do not know this key. Known here: %s.", strings.Join(known, ", "))
		}
		seen[f.key] = true
	}
	return out
}

// pairs are the pairs of a map, whatever its keys.
func (n yamlNode) pairs() []yamlField {
	var values []*ast.MappingValueNode
	switch m := n.node.(type) {
	case *ast.MappingNode:
		values = m.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{m}
	default:
		n.fail("Here belong keys with values, like name: …")
	}
	var out []yamlField
	for _, v := range values {
		key, ok := scalar(v.Key)
		if !ok || v.Key.IsMergeKey() {
			n.at(v.Key).fail("This is not a plain key.")
			continue
		}
		child := n.at(v.Key)
		child.node = v.Value
		child.path = strings.TrimPrefix(n.path+"."+short(key), ".")
		out = append(out, yamlField{key, child})
	}
	return out
}

// list are the entries of a list.
func (n yamlNode) list() []yamlNode {
	s, ok := n.node.(*ast.SequenceNode)
	if !ok {
		n.fail("Here belongs a list. Write [] for an empty one.")
		return nil
	}
	if len(s.Values) > maxList {
		n.fail("The list has more than %d entries.", maxList)
		return nil
	}
	out := make([]yamlNode, len(s.Values))
	for i, v := range s.Values {
		out[i] = n.at(v)
		out[i].path = n.path + "[" + strconv.Itoa(i) + "]"
	}
	return out
}

// text is a value as it was written, without the spaces around it; nothing
// written is the empty text.
func (n yamlNode) text() string {
	s, ok := scalar(n.node)
	if !ok {
		n.fail("Here belongs one value.")
	}
	return strings.TrimSpace(s)
}

// texts is a list of values.
func (n yamlNode) texts() []string {
	var out []string
	for _, e := range n.list() {
		out = append(out, e.text())
	}
	return out
}

// flag is true or false.
func (n yamlNode) flag() bool {
	switch n.text() {
	case "true", "True", "TRUE", "yes":
		return true
	case "false", "False", "FALSE", "no":
	default:
		n.fail("Here belongs true or false.")
	}
	return false
}

// number is a whole number.
func (n yamlNode) number() int {
	i, err := strconv.Atoi(n.text())
	if err != nil {
		n.fail("Here belongs a whole number.")
	}
	return i
}

// at is v with n's path.
func (n yamlNode) at(v ast.Node) yamlNode {
	if v != nil {
		if t := v.GetToken(); t != nil && t.Position != nil {
			n.line = t.Position.Line
		}
	}
	n.node = v
	return n
}

// scalar is a plain value as it was written.
func scalar(n ast.Node) (string, bool) {
	switch v := n.(type) {
	case nil, *ast.NullNode:
		return "", true
	case *ast.StringNode:
		return v.Value, true
	case *ast.LiteralNode: // | and >
		return v.Value.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return n.GetToken().Value, true
	}
	return "", false
}

// short keeps what a file holds short enough for a sentence.
func short(s string) string {
	if r := []rune(s); len(r) > 60 {
		s = string(r[:60]) + "…"
	}
	return strings.Join(strings.Fields(s), " ")
}
