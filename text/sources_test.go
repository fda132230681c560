package text

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// shown is every message that the module's sources show, with the places that
// show it; loose are the places whose message is not a literal, so that no
// test can know what they show.
type shown struct {
	at    map[string][]string
	loose []string
}

// says are the functions that take a message: by name, which arguments are
// messages. A name with a package is called so outside of it; T, N and Key
// are this package's, web/ui has its own of the same names.
var says = map[string][]int{
	"stagedoor.Errorf": {1},
	"stagedoor.Say":    {0},
	"text.Key":         {0},
	"ui.T":             {1},
	"ui.N":             {2, 3},
	".T":               {0}, // a method: (*text.Language).T
	".N":               {1, 2},
}

// unshown are the folders whose sentences no page and no letter shows: the
// command line speaks English, as its flags do, and the demo's pretend vendor
// is not part of the product.
var unshown = []string{"cmd", "demo", "e2e"}

// walk reads all Go sources below root that are not tests.
func walk(root string) (shown, error) {
	s := shown{at: map[string][]string{}}
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && slices.Contains(unshown, filepath.ToSlash(strings.TrimPrefix(name, root+string(filepath.Separator)))):
			return fs.SkipDir
		case d.IsDir() && name != root && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || d.Name() == "third_party" || d.Name() == "node_modules"):
			return fs.SkipDir
		case d.IsDir():
			return s.folder(root, name)
		}
		return nil
	})
	return s, err
}

// folder reads one package.
func (s *shown) folder(root, dir string) error {
	set := token.NewFileSet()
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return err
	}
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution)
		if errors.Is(err, fs.ErrNotExist) {
			continue // written anew at this moment
		}
		if err != nil {
			return err
		}
		files = append(files, f)
	}
	rel, err := filepath.Rel(root, dir)
	if err != nil {
		return err
	}
	p := reader{shown: s, set: set, root: root, pkg: path.Base(filepath.ToSlash(rel)), consts: constants(files), own: map[string][]int{}}
	if rel == "." {
		p.pkg = "stagedoor"
	}
	// A function that hands its own parameter on as a message takes a message
	// itself; look until no more are found.
	for found := true; found; {
		found = false
		for _, f := range files {
			for _, d := range f.Decls {
				if fn, ok := d.(*ast.FuncDecl); ok && p.learn(fn) {
					found = true
				}
			}
		}
	}
	for _, f := range files {
		p.file(f)
	}
	return nil
}

// constants are the package's constants that are literal strings.
func constants(files []*ast.File) map[string]string {
	out := map[string]string{}
	for _, f := range files {
		for _, d := range f.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != token.CONST {
				continue
			}
			for _, spec := range g.Specs {
				v := spec.(*ast.ValueSpec)
				for i, name := range v.Names {
					if i < len(v.Values) {
						if text, ok := literal(v.Values[i], nil); ok {
							out[name.Name] = text
						}
					}
				}
			}
		}
	}
	return out
}

// A reader finds the messages of one package.
type reader struct {
	shown  *shown
	set    *token.FileSet
	root   string
	pkg    string
	consts map[string]string
	own    map[string][]int // the package's own functions that take messages
	params map[string]bool  // of the function that is read, those that are messages
}

// messages returns which arguments of the call are messages.
func (p *reader) messages(call *ast.CallExpr) []int {
	switch fn := call.Fun.(type) {
	case *ast.Ident:
		if at := p.own[fn.Name]; at != nil {
			return at
		}
		return says[p.pkg+"."+fn.Name]
	case *ast.SelectorExpr:
		if x, ok := fn.X.(*ast.Ident); ok {
			if at := says[x.Name+"."+fn.Sel.Name]; at != nil {
				return at
			}
		}
		if at := p.own["."+fn.Sel.Name]; at != nil {
			return at
		}
		if at := says["."+fn.Sel.Name]; at != nil && len(call.Args) > slices.Max(at) {
			return at
		}
	}
	return nil
}

// learn notes the function if it passes a parameter on as a message.
func (p *reader) learn(fn *ast.FuncDecl) (found bool) {
	name := fn.Name.Name
	if fn.Recv != nil {
		name = "." + name
	}
	if fn.Body == nil || p.own[name] != nil || says[name] != nil || says[p.pkg+"."+name] != nil {
		return false
	}
	place, n := map[string]int{}, 0
	for _, field := range fn.Type.Params.List {
		for _, id := range field.Names {
			place[id.Name] = n
			n++
		}
	}
	var at []int
	ast.Inspect(fn.Body, func(node ast.Node) bool {
		for _, e := range p.messageExprs(node) {
			if id, ok := e.(*ast.Ident); ok {
				if i, ok := place[id.Name]; ok && !slices.Contains(at, i) {
					at = append(at, i)
				}
			}
		}
		return true
	})
	if at == nil {
		return false
	}
	p.own[name] = at
	return true
}

// messageExprs are the expressions of node that are messages.
func (p *reader) messageExprs(node ast.Node) (out []ast.Expr) {
	switch n := node.(type) {
	case *ast.CallExpr:
		for _, i := range p.messages(n) {
			if i < len(n.Args) {
				out = append(out, n.Args[i])
			}
		}
	case *ast.CompositeLit:
		if t := typeName(n.Type); t != "stagedoor.Error" && t != "stagedoor.Sentence" && (p.pkg != "stagedoor" || t != "Error" && t != "Sentence") {
			return nil
		}
		for _, e := range n.Elts {
			if kv, ok := e.(*ast.KeyValueExpr); ok {
				if k, ok := kv.Key.(*ast.Ident); ok && k.Name == "Msg" {
					out = append(out, kv.Value)
				}
			}
		}
	}
	return out
}

func typeName(e ast.Expr) string {
	switch t := e.(type) {
	case *ast.Ident:
		return t.Name
	case *ast.SelectorExpr:
		if x, ok := t.X.(*ast.Ident); ok {
			return x.Name + "." + t.Sel.Name
		}
	}
	return ""
}

func (p *reader) file(f *ast.File) {
	for _, d := range f.Decls {
		p.params = nil
		if fn, ok := d.(*ast.FuncDecl); ok {
			name := fn.Name.Name
			if fn.Recv != nil {
				name = "." + name
			}
			p.params = paramNames(fn, slices.Concat(p.own[name], says[p.pkg+"."+name]))
		}
		ast.Inspect(d, func(node ast.Node) bool {
			for _, e := range p.messageExprs(node) {
				p.note(e)
			}
			return true
		})
	}
}

// paramNames are the parameters at these places.
func paramNames(fn *ast.FuncDecl, at []int) map[string]bool {
	out, n := map[string]bool{}, 0
	for _, field := range fn.Type.Params.List {
		for _, id := range field.Names {
			if slices.Contains(at, n) {
				out[id.Name] = true
			}
			n++
		}
	}
	return out
}

// note keeps a message, or the place that has none to read.
func (p *reader) note(e ast.Expr) {
	pos := p.set.Position(e.Pos())
	name, err := filepath.Rel(p.root, pos.Filename)
	if err != nil {
		name = pos.Filename
	}
	where := fmt.Sprintf("%s:%d", filepath.ToSlash(name), pos.Line)
	if msg, ok := literal(e, p.consts); ok {
		if msg != "" {
			p.shown.at[msg] = append(p.shown.at[msg], where)
		}
		return
	}
	// A message that is known elsewhere: a parameter of a function whose
	// callers are read, another sentence's Msg, a table of text.Key.
	switch e := e.(type) {
	case *ast.Ident:
		if p.params[e.Name] {
			return
		}
	case *ast.SelectorExpr:
		if e.Sel.Name == "Msg" {
			return
		}
	case *ast.CallExpr:
		if len(p.messages(e)) > 0 {
			return // text.Key("…") itself
		}
	}
	p.shown.loose = append(p.shown.loose, where)
}

// literal is the text of a literal, of literals added up, or of a constant.
func literal(e ast.Expr, consts map[string]string) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind != token.STRING {
			return "", false
		}
		text, err := strconv.Unquote(e.Value)
		return text, err == nil
	case *ast.BinaryExpr:
		a, okA := literal(e.X, consts)
		b, okB := literal(e.Y, consts)
		return a + b, okA && okB && e.Op == token.ADD
	case *ast.ParenExpr:
		return literal(e.X, consts)
	case *ast.Ident:
		text, ok := consts[e.Name]
		return text, ok
	}
	return "", false
}

// TestWalkFindsWhatIsShown reads a small module of every form.
func TestWalkFindsWhatIsShown(t *testing.T) {
	dir := t.TempDir()
	for name, src := range map[string]string{
		"error.go": `package stagedoor
			func f() error { return Errorf(Invalid, "In the root.") }
			var e = &Error{Kind: Invalid, Msg: "In a literal."}`,
		"door/door.go": `package door
			const later = "By a constant."
			func a() error { return stagedoor.Errorf(stagedoor.Invalid, "Through a helper is %s.", refuse("By a helper.").Error()) }
			func refuse(msg string) error { return stagedoor.Errorf(stagedoor.Invalid, msg) }
			func b() { stagedoor.Say("Stored: %d."+" Added.", 1); l.T(later); l.N(n, "%d one.", "%d many.") }
			func c(m map[string]string) { l.T(m["x"]) }
			var d = stagedoor.Sentence{Msg: text.Key("By its key.")}
			var e = map[int]string{1: text.Key("In a table.")}`,
		"door/page_templ.go": `package door
			func v() { ui.T(ctx, "On a page."); ui.N(ctx, 2, "%d seat.", "%d seats.") }`,
		"door/door_test.go": `package door
			func t() { stagedoor.Say("In a test.") }`,
		"testdata/x.go": `package x
			func t() { stagedoor.Say("In testdata.") }`,
	} {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(src), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	s, err := walk(dir)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"%d many.", "%d one.", "%d seat.", "%d seats.", "By a constant.", "By a helper.", "By its key.", "In a literal.",
		"In a table.", "In the root.", "On a page.", "Stored: %d. Added.", "Through a helper is %s.",
	}
	if got := slices.Sorted(maps.Keys(s.at)); !slices.Equal(got, want) {
		t.Errorf("found %q\nwant  %q", got, want)
	}
	if want := []string{"door/door.go:6"}; !slices.Equal(s.loose, want) {
		t.Errorf("not literal: %q, want %q", s.loose, want)
	}
}
