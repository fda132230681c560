package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// One part's run: so many connections ask for it over and over.
const (
	fileTime  = 6 * time.Second
	fileConns = 64
	fileKB    = 100
)

// files is what wrk says of one part of ours, of nginx with the same bytes,
// and of goref, which is net/http alone, with about as many; why tells what was
// missing.
type files struct {
	bytes            int
	ours, nginx, ref served
	why              string
}

// served is requests a second, and how long one took.
type served struct {
	perS     float64
	p50, p99 string
	bad      bool
}

// sameFile publishes at 4 Mbit/s, takes the newest part of about 100 KB, gives
// the same bytes to nginx in memory, and lets wrk ask both, and goref.
func sameFile(ctx context.Context, h *stages, goref, dir string) (f files, err error) {
	for _, program := range []string{"wrk", "nginx"} {
		if _, err := exec.LookPath(program); err != nil {
			f.why = program + " is not here"
			return f, nil
		}
	}
	camera, err := publish(ctx, h, dir, wideKbit)
	if err != nil {
		return f, err
	}
	defer camera.end()
	name, b, err := h.part(ctx)
	if err != nil {
		return f, err
	}
	f.bytes = len(b)
	address, end, err := nginx(b)
	if err != nil {
		return f, err
	}
	defer end()
	if f.nginx, err = ask(ctx, address, ""); err != nil {
		return f, err
	}
	if f.ours, err = ask(ctx, h.base+name, h.attendee); err != nil {
		return f, err
	}
	ref := &house{name: "goref"}
	defer ref.end()
	listen, err := freeAddr()
	if err != nil {
		return f, err
	}
	ref.base = "http://" + listen
	if err := ref.start(ctx, "/live/p0.m4s", goref, nil, "-addr", listen, "-kbit", strconv.Itoa(wideKbit)); err != nil {
		return f, err
	}
	f.ref, err = ask(ctx, ref.base+"/live/p0.m4s", "") // it is there for eight seconds
	return f, err
}

var partLine = regexp.MustCompile(`#EXT-X-PART:.*URI="([^"]+)"`)

// part is, of the newest parts, the one whose size is nearest to what is
// asked for.
func (h *stages) part(ctx context.Context) (name string, b []byte, err error) {
	text, err := h.playlist(ctx)
	if err != nil {
		return "", nil, err
	}
	far := func(b []byte) int { return max(len(b)-fileKB*1000, fileKB*1000-len(b)) }
	all := partLine.FindAllStringSubmatch(text, -1)
	for _, m := range all[max(len(all)-10, 0):] {
		address := path.Join(path.Dir(playlistPath), m[1])
		one, err := h.media(ctx, address)
		if err != nil {
			return "", nil, err
		}
		if b == nil || far(one) < far(b) {
			name, b = address, one
		}
	}
	if b == nil {
		return "", nil, fmt.Errorf("the playlist has no parts:\n%s", text)
	}
	return name, b, nil
}

// nginx serves bytes from memory, one worker a core, without a log.
func nginx(b []byte) (address string, end func(), err error) {
	dir, err := os.MkdirTemp("/dev/shm", "stagedoor-speed")
	if err != nil {
		return "", nil, err
	}
	h := &house{name: "nginx"}
	end = func() { h.end(); os.RemoveAll(dir) }
	defer func() {
		if err != nil {
			end()
		}
	}()
	listen, err := freeAddr()
	if err != nil {
		return "", nil, err
	}
	user := ""
	if os.Geteuid() == 0 {
		user = "user root;\n"
	}
	conf := user + `worker_processes auto;
pid nginx.pid;
events { worker_connections 1024; }
http {
	access_log off;
	sendfile on;
	tcp_nopush on;
	keepalive_requests 100000000;
	types { video/mp4 mp4; }
	client_body_temp_path t1; proxy_temp_path t2; fastcgi_temp_path t3; uwsgi_temp_path t4; scgi_temp_path t5;
	server { listen ` + listen + `; root .; }
}
`
	if err = os.WriteFile(filepath.Join(dir, "part.mp4"), b, 0o600); err != nil {
		return "", nil, err
	}
	if err = os.WriteFile(filepath.Join(dir, "nginx.conf"), []byte(conf), 0o600); err != nil {
		return "", nil, err
	}
	h.base = "http://" + listen
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	err = h.start(ctx, "/part.mp4", "nginx", nil, "-p", dir+"/", "-c", "nginx.conf", "-e", "stderr", "-g", "daemon off;")
	return h.base + "/part.mp4", end, err
}

var (
	wrkPerS = regexp.MustCompile(`Requests/sec:\s+([\d.]+)`)
	wrkP50  = regexp.MustCompile(`\s50%\s+(\S+)`)
	wrkP99  = regexp.MustCompile(`\s99%\s+(\S+)`)
)

// ask runs wrk.
func ask(ctx context.Context, address, cookie string) (a served, err error) {
	args := []string{"-t2", "-c" + strconv.Itoa(fileConns), "-d" + strconv.Itoa(int(fileTime.Seconds())), "--latency"}
	if cookie != "" {
		args = append(args, "-H", "Cookie: "+cookie)
	}
	out, err := exec.CommandContext(ctx, "wrk", append(args, address)...).CombinedOutput()
	if err != nil {
		return a, fmt.Errorf("wrk: %w\n%s", err, out)
	}
	m, p50, p99 := wrkPerS.FindSubmatch(out), wrkP50.FindSubmatch(out), wrkP99.FindSubmatch(out)
	if m == nil || p50 == nil || p99 == nil {
		return a, fmt.Errorf("wrk says\n%s", out)
	}
	a.perS, err = strconv.ParseFloat(string(m[1]), 64)
	a.p50, a.p99 = string(p50[1]), string(p99[1])
	a.bad = strings.Contains(string(out), "Non-2xx") || strings.Contains(string(out), "Socket errors")
	return a, err
}
