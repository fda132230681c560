package stagedoor_test

import (
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "stagedoor"

// mayImport is the architecture: each package and what of this module it may
// import besides the root. Everyone may import the words, nobody the
// neighbour. Change it in the review that changes it. A package that is not
// there yet passes; one that is not here fails. Tests may import more.
var mayImport = map[string]string{
	".":               "",
	"fetch":           "",
	"tickets":         "fetch",
	"access":          "tickets",
	"schedule":        "fetch",
	"stage":           "fetch",
	"mail":            "text",
	"text":            "",
	"live":            "",
	"live/rtmp":       "live",
	"live/whip":       "live",
	"live/fmp4":       "live",
	"live/program":    "live",
	"live/hls":        "live live/fmp4",
	"live/disk":       "live live/fmp4 live/disk",
	"live/record":     "live live/fmp4 live/disk",
	"live/transcode":  "live live/fmp4 live/disk",
	"bus":             "",
	"push":            "",
	"store":           "tickets access schedule stage mail",
	"store/storetest": "store", // opens throwaway databases for tests
	"web":             "web/attend web/control web/ui text push access live/hls",
	"web/attend":      "web/ui text access stage schedule mail",         // the domains whose types its pages show
	"web/control":     "web/ui text access stage schedule mail tickets", // likewise
	"web/ui":          "text",
	"web/ui/bundle":   "", // a tool: builds what web/ui serves
	"demo":            "live live/rtmp",
	"cmd/stagedoor":   everything, // it wires them
	"e2e":             "",         // drives the binary
	"e2e/mailersend":  "",         // the vendor's side: shares no code with mail
	"e2e/speed":       "",
	"e2e/speed/bare":  "", // a server to compare with
	"e2e/tally":       "",
}

const everything = "*"

// databases are the packages that may speak SQL: rules that sink into a
// database, or queries that rise into a page, would be tested twice.
var databases = []string{"store", "store/storetest", "cmd/stagedoor", "e2e", "e2e/speed"}

// A sourceFile is one Go file that is not a test.
type sourceFile struct {
	pkg  string // its folder, "." for the root
	name string // with the folder
	ast  *ast.File
	set  *token.FileSet
}

// imports lists what the file imports.
func (f sourceFile) imports() []string {
	var out []string
	for _, i := range f.ast.Imports {
		p, err := strconv.Unquote(i.Path.Value)
		if err == nil {
			out = append(out, p)
		}
	}
	return out
}

// at is where in the file something stands.
func (f sourceFile) at(n ast.Node) string {
	return f.name + ":" + strconv.Itoa(f.set.Position(n.Pos()).Line)
}

// built reports whether some build of ours takes the file.
func built(t *testing.T, name string) bool {
	t.Helper()
	for _, tags := range [][]string{nil, {"corpus"}, {"crash"}} {
		ours := build.Default
		ours.BuildTags = tags
		ok, err := ours.MatchFile(filepath.Split(name))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if ok {
			return true
		}
	}
	return false
}

// sources reads every Go file of the module that is not a test and that some
// build of ours takes.
func sources(t *testing.T) []sourceFile {
	t.Helper()
	var out []sourceFile
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		base := d.Name()
		if d.IsDir() {
			if name != "." && (strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_") || base == "testdata" ||
				base == "third_party" || base == "node_modules" || base == "stagedoor-data") {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(base, ".go") || strings.HasSuffix(base, "_test.go") {
			return nil
		}
		if !built(t, name) {
			return nil
		}
		set := token.NewFileSet()
		f, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		out = append(out, sourceFile{pkg: path.Dir(filepath.ToSlash(name)), name: name, ast: f, set: set})
		return nil
	})
	if err != nil {
		t.Fatalf("read the sources: %v", err)
	}
	if len(out) == 0 {
		t.Fatal("found no sources: the test must run in the module's root")
	}
	return out
}

func TestImportsFollowTheTable(t *testing.T) {
	missing := map[string]bool{}
	for _, f := range sources(t) {
		row, known := mayImport[f.pkg]
		if !known {
			missing[f.pkg] = true
			continue
		}
		may := strings.Fields(row)
		for _, p := range f.imports() {
			p, ours := strings.CutPrefix(p, module+"/")
			if ours && row != everything && !slices.Contains(may, p) {
				t.Errorf("%s imports %s; %s may import only the root and: %s", f.name, p, f.pkg, row)
			}
		}
		if f.pkg != "." || len(f.imports()) == 0 {
			continue
		}
		if slices.Contains(f.imports(), module) {
			t.Errorf("%s imports its own package", f.name)
		}
	}
	for _, p := range slices.Sorted(maps.Keys(missing)) {
		t.Errorf("package %s is not in the table: add its row in deps_test.go, or put the code where it belongs", p)
	}
}

func TestTableNamesOnlyItsOwnRows(t *testing.T) {
	for p, row := range mayImport {
		for _, q := range strings.Fields(row) {
			if _, known := mayImport[q]; !known && q != everything {
				t.Errorf("the row of %s names %s, which has no row", p, q)
			}
		}
	}
}

func TestOnlyTheStoreSpeaksSQL(t *testing.T) {
	for _, f := range sources(t) {
		if slices.Contains(databases, f.pkg) {
			continue
		}
		for _, p := range f.imports() {
			if p == "database/sql" || strings.HasPrefix(p, "github.com/jackc/pgx") || strings.HasPrefix(p, "modernc.org/sqlite") {
				t.Errorf("%s imports %s; only %s may", f.name, p, strings.Join(databases, ", "))
			}
		}
	}
}

// TestRootNeedsNothing holds the root's promise: no database, no network and
// no clock.
func TestRootNeedsNothing(t *testing.T) {
	for _, f := range sources(t) {
		if f.pkg != "." {
			continue
		}
		for _, p := range f.imports() {
			if p == "os" || p == "net" || strings.HasPrefix(p, "net/http") || p == "database/sql" || p == "log/slog" {
				t.Errorf("%s imports %s: the root needs no database, network or files", f.name, p)
			}
		}
		for call, name := range calls(f) {
			if name == "time.Now" || name == "time.Since" || name == "time.Until" {
				t.Errorf("%s calls %s: now is an argument", f.at(call), name)
			}
		}
	}
}

// TestOnlyMainEnds holds that a package neither ends the process nor does
// anything when it is merely imported.
func TestOnlyMainEnds(t *testing.T) {
	for _, f := range sources(t) {
		for _, d := range f.ast.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
				t.Errorf("%s has an init function", f.at(fn))
			}
		}
		if f.ast.Name.Name == "main" {
			continue
		}
		for call, name := range calls(f) {
			if name == "os.Exit" || strings.HasPrefix(name, "log.Fatal") || strings.HasPrefix(name, "log.Panic") {
				t.Errorf("%s calls %s: only main ends the process; return an error", f.at(call), name)
			}
		}
	}
}

// calls gives each call of the form package.Function in a file.
func calls(f sourceFile) map[*ast.CallExpr]string {
	out := map[*ast.CallExpr]string{}
	ast.Inspect(f.ast, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		if sel, ok := call.Fun.(*ast.SelectorExpr); ok {
			if pkg, ok := sel.X.(*ast.Ident); ok {
				out[call] = pkg.Name + "." + sel.Sel.Name
			}
		}
		return true
	})
	return out
}

// TestSizes only reports: a file over 300 lines or a function over 50 is not
// wrong, but is worth a look.
func TestSizes(t *testing.T) {
	for _, f := range sources(t) {
		if strings.HasSuffix(f.name, "_templ.go") {
			continue
		}
		if n := f.set.Position(f.ast.FileEnd).Line; n > 300 {
			t.Logf("%s has %d lines", f.name, n)
		}
		for _, d := range f.ast.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok {
				if n := f.set.Position(fn.End()).Line - f.set.Position(fn.Pos()).Line + 1; n > 50 {
					t.Logf("%s %s has %d lines", f.at(fn), fn.Name.Name, n)
				}
			}
		}
	}
}
