package e2e

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/html"
)

// maxPage is more than any page has.
const maxPage = 32 << 20

// An answer is the last one that get or post had.
type answer struct {
	status int
	header http.Header
	body   []byte
	at     *url.URL // whose page it is
	hops   []string // "303 /lobby", for each redirect that was followed
}

// says is what is printed: the page, below what the status has to say.
func (a answer) says() string {
	lines := slices.Clone(a.hops)
	if a.status >= 300 {
		lines = append(lines, strings.TrimSpace(fmt.Sprint(a.status, " ", a.header.Get("Location"))))
	}
	return strings.Join(append(lines, string(a.body)), "\n")
}

// A browserRequest is a request as the script wrote it.
type browserRequest struct {
	method, path string
	header       http.Header
	body         []byte
	follow, stay bool
	within       time.Duration // for each answer; 0 is patience
	at           time.Time     // for heard: not before
}

func (w *world) setSite(args []string) (string, error) {
	if len(args) != 1 {
		return "", usageError("site ADDR")
	}
	w.site = args[0]
	return "", nil
}

func (w *world) setJar(args []string) (string, error) {
	if len(args) != 1 {
		return "", usageError("jar NAME")
	}
	w.jar = args[0]
	return "", nil
}

// cookieJar is the current browser's.
func (w *world) cookieJar() (*cookiejar.Jar, error) {
	if j := w.jars[w.jar]; j != nil {
		return j, nil
	}
	j, err := cookiejar.New(nil)
	w.jars[w.jar] = j
	return j, err
}

// base is the site's address with its scheme.
func (w *world) base() string {
	if strings.Contains(w.site, "://") {
		return strings.TrimSuffix(w.site, "/")
	}
	return "http://" + w.site
}

// flags reads what stands before the path.
func (r *browserRequest) flags(w *world, args []string) ([]string, error) {
	for len(args) > 0 && strings.HasPrefix(args[0], "-") {
		name := args[0]
		args = args[1:]
		switch {
		case name == "-follow":
			r.follow = true
		case name == "-stay":
			r.stay = true
		case len(args) == 0:
			return nil, usageError(name + " needs a value")
		case name == "-H":
			k, v, ok := strings.Cut(args[0], ":")
			if !ok {
				return nil, usageError("-H 'Name: value'")
			}
			r.header.Set(strings.TrimSpace(k), strings.TrimSpace(v))
			args = args[1:]
		case name == "-within":
			d, err := time.ParseDuration(args[0])
			if err != nil || d <= 0 {
				return nil, usageError("-within 5s")
			}
			r.within, args = d, args[1:]
		case name == "-at":
			at, err := time.Parse(time.RFC3339, args[0])
			if err != nil {
				return nil, usageError("-at 2027-05-13T09:00:00Z")
			}
			r.at, args = at, args[1:]
		case name == "-body":
			r.body = []byte(w.ts.ReadFile(args[0]))
			args = args[1:]
		default:
			return nil, usageError("unknown flag " + name)
		}
	}
	if len(args) == 0 {
		return nil, usageError("no path")
	}
	r.path = args[0]
	return args[1:], nil
}

func (w *world) get(args []string) (string, error) {
	r := browserRequest{method: http.MethodGet, header: http.Header{}}
	rest, err := r.flags(w, args)
	if err != nil {
		return "", err
	}
	if len(rest) > 0 {
		return "", usageError("get [FLAGS] PATH")
	}
	return w.browse(r)
}

func (w *world) post(args []string) (string, error) {
	r := browserRequest{method: http.MethodPost, header: http.Header{}, follow: true}
	fields, err := r.flags(w, args)
	if err != nil {
		return "", err
	}
	if r.stay {
		r.follow = false
	}
	if r.body == nil {
		kind, body, err := w.form(fields)
		if err != nil {
			return "", err
		}
		r.body = body
		if r.header.Get("Content-Type") == "" {
			r.header.Set("Content-Type", kind)
		}
	} else if len(fields) > 0 {
		return "", usageError("post -body FILE PATH takes no fields")
	}
	return w.browse(r)
}

// form encodes k=v and k=@FILE; with a file it is a multipart form.
func (w *world) form(fields []string) (kind string, body []byte, err error) {
	var b bytes.Buffer
	parts := multipart.NewWriter(&b)
	values := url.Values{}
	uploads := false
	for _, f := range fields {
		k, v, ok := strings.Cut(f, "=")
		if !ok {
			return "", nil, usageError("a field is k=v, not " + f)
		}
		file, upload := strings.CutPrefix(v, "@")
		if !upload {
			values.Add(k, v)
			err = parts.WriteField(k, v)
		} else {
			uploads = true
			var part io.Writer
			if part, err = parts.CreateFormFile(k, filepath.Base(file)); err == nil {
				_, err = io.WriteString(part, w.ts.ReadFile(file))
			}
		}
		if err != nil {
			return "", nil, err
		}
	}
	if !uploads {
		return "application/x-www-form-urlencoded", []byte(values.Encode()), nil
	}
	err = parts.Close() // writes the end of the form
	return parts.FormDataContentType(), b.Bytes(), err
}

// browse sends the request as a browser of the site would, and keeps the
// answer. It fails when the last answer is no success.
func (w *world) browse(r browserRequest) (string, error) {
	jar, err := w.cookieJar()
	if err != nil {
		return "", err
	}
	client := &http.Client{
		Jar:           jar,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	defer client.CloseIdleConnections()
	target, err := url.Parse(w.base())
	if err != nil {
		return "", usageError(err.Error())
	}
	if target, err = target.Parse(r.path); err != nil {
		return "", usageError(err.Error())
	}
	w.last = answer{}
	for hop := 0; ; hop++ {
		if err := w.ask(client, r, target); err != nil {
			return "", err
		}
		location := w.last.header.Get("Location")
		if !r.follow || w.last.status < 300 || w.last.status > 399 || location == "" {
			break
		}
		if hop == 10 {
			return w.last.says(), errors.New("ten redirects, and no end")
		}
		w.last.hops = append(w.last.hops, fmt.Sprint(w.last.status, " ", location))
		if target, err = target.Parse(location); err != nil {
			return w.last.says(), err
		}
		if w.last.status != http.StatusTemporaryRedirect && w.last.status != http.StatusPermanentRedirect {
			r.method, r.body = http.MethodGet, nil
			r.header.Del("Content-Type")
		}
	}
	if s := w.last.status; s > 299 && !(r.stay && s < 400) {
		return w.last.says(), fmt.Errorf("%s %s answered %d", r.method, target.Path, s)
	}
	return w.last.says(), nil
}

// ask sends one request and keeps its answer.
func (w *world) ask(client *http.Client, r browserRequest, target *url.URL) error {
	ctx, cancel := startWatch().within(cmp.Or(r.within, patience))
	defer cancel()
	q, err := http.NewRequestWithContext(ctx, r.method, target.String(), bytes.NewReader(r.body))
	if err != nil {
		return usageError(err.Error())
	}
	q.Header.Set("User-Agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36")
	q.Header.Set("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
	q.Header.Set("Sec-Fetch-Site", "same-origin")
	q.Header.Set("Sec-Fetch-Mode", "navigate")
	if r.method != http.MethodGet {
		q.Header.Set("Origin", target.Scheme+"://"+target.Host)
	}
	for k, v := range r.header {
		q.Header[k] = v
	}
	a, err := client.Do(q)
	if err != nil && ctx.Err() != nil {
		return fmt.Errorf("%s %s: no answer within %s", r.method, target.Path, cmp.Or(r.within, patience))
	}
	if err != nil {
		return err
	}
	defer a.Body.Close()
	body, err := io.ReadAll(io.LimitReader(a.Body, maxPage))
	if err != nil {
		return fmt.Errorf("%s %s: the answer broke off: %w", r.method, target.Path, err)
	}
	w.last.status, w.last.header, w.last.body, w.last.at = a.StatusCode, a.Header, body, target
	return nil
}

func (w *world) headers(args []string) (string, error) {
	var b strings.Builder
	fmt.Fprintln(&b, w.last.status)
	for _, k := range slices.Sorted(func(yield func(string) bool) {
		for k := range w.last.header {
			if !yield(k) {
				return
			}
		}
	}) {
		for _, v := range w.last.header[k] {
			fmt.Fprintf(&b, "%s: %s\n", k, v)
		}
	}
	return b.String(), nil
}

func (w *world) cookies(args []string) (string, error) {
	jar, err := w.cookieJar()
	if err != nil {
		return "", err
	}
	u, err := url.Parse(w.base())
	if err != nil {
		return "", usageError(err.Error())
	}
	var b strings.Builder
	for _, c := range jar.Cookies(u) {
		fmt.Fprintf(&b, "%s=%s\n", c.Name, c.Value)
	}
	return b.String(), nil
}

// page is the last page as a person reads it.
func (w *world) page(args []string) (string, error) {
	root, err := html.Parse(bytes.NewReader(w.last.body))
	if err != nil {
		return "", err
	}
	return visible(root), nil
}

// inline elements do not break a line.
var inline = []string{"a", "abbr", "b", "bdi", "code", "em", "i", "kbd", "mark", "s", "small", "span", "strong", "sub", "sup", "time", "label"}

// visible is the text of a page, a block a line.
func visible(root *html.Node) string {
	var b strings.Builder
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.TextNode {
			b.WriteString(strings.Map(func(r rune) rune {
				if r == '\n' || r == '\r' || r == '\t' || r == '\u00a0' {
					return ' '
				}
				return r
			}, n.Data))
		}
		hidden := n.Type == html.ElementNode && slices.Contains([]string{"script", "style", "head", "template"}, n.Data)
		block := n.Type == html.ElementNode && !slices.Contains(inline, n.Data)
		if hidden {
			return
		}
		if block {
			b.WriteByte('\n')
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
		if block {
			b.WriteByte('\n')
		}
	}
	walk(root)
	var lines []string
	for _, l := range strings.Split(b.String(), "\n") {
		if l = strings.Join(strings.Fields(l), " "); l != "" {
			lines = append(lines, l)
		}
	}
	return strings.Join(lines, "\n")
}

// up waits until the server is ready: its operator's listener says so, or, if
// it has none, the site answers.
func (w *world) up(args []string) (string, error) {
	ops, site := w.ts.Getenv("OPS"), w.base()
	if len(args) == 1 {
		ops, site = args[0], "http://"+args[0]
	} else if len(args) > 1 {
		return "", usageError("up [ADDR]")
	}
	client := &http.Client{Timeout: 5 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	defer client.CloseIdleConnections()
	waited := startWatch()
	for {
		status, err := ping(client, "http://"+ops+"/readyz")
		if err != nil { // no such listener
			if status, err = ping(client, site+"/"); err == nil && status < 500 {
				return "", nil
			}
		} else if status == http.StatusOK || status < 400 || len(args) == 1 && status < 500 {
			return "", nil
		}
		for _, p := range w.processes {
			if p.over() && !p.expected {
				return "", fmt.Errorf("%s ended before it was ready: %s", p.name, p.how())
			}
		}
		if waited.over(patience) {
			return "", fmt.Errorf("not ready within %s: %d, %v", patience, status, err)
		}
		time.Sleep(pollEvery)
	}
}

func ping(client *http.Client, address string) (int, error) {
	a, err := client.Get(address)
	if err != nil {
		return 0, err
	}
	a.Body.Close()
	return a.StatusCode, nil
}
