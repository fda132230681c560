package e2e

import (
	"bytes"
	"fmt"
	"os/exec"
	"strings"
	"sync"
	"time"
)

// An encoder is a real ffmpeg that publishes a test picture with a tone.
type encoder struct {
	cmd   *exec.Cmd
	ended chan struct{} // closed when it has ended

	mu  sync.Mutex
	log bytes.Buffer
}

// Write keeps what ffmpeg says.
func (e *encoder) Write(b []byte) (int, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.log.Write(b)
}

func (e *encoder) said() string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.log.String()
}

func (e *encoder) over() bool {
	select {
	case <-e.ended:
		return true
	default:
		return false
	}
}

// kill ends it as a pulled plug does.
func (e *encoder) kill() {
	_ = e.cmd.Process.Kill() // it may have ended by itself
	<-e.ended
}

// encoderFlags are what a story may say of the picture and the sound.
var encoderFlags = map[string]string{"size": "1280x720", "rate": "30", "keys": "60", "sound": "48000", "codec": "libx264"}

// encoder is the command.
func (w *world) encoder(args []string) (string, error) {
	usage := usageError("encoder start NAME ADDRESS KEY [size=WxH rate=FPS keys=PICTURES sound=HZ codec=NAME], encoder kill NAME, encoder ended NAME")
	if len(args) < 2 {
		return "", usage
	}
	e := w.encoders[args[1]]
	switch {
	case args[0] == "start" && len(args) >= 4 && (e == nil || e.over()):
		return "", w.startEncoder(args[1], args[2], args[3], args[4:])
	case e == nil:
		return "", usageError("there is no encoder " + args[1])
	case args[0] == "kill" && len(args) == 2:
		if e.over() {
			return "", fmt.Errorf("%s has ended already:\n%s", args[1], e.said())
		}
		e.kill()
		return "", nil
	case args[0] == "ended" && len(args) == 2:
		select {
		case <-e.ended:
			return e.said(), nil
		case <-time.After(patience):
			return "", fmt.Errorf("%s still sends after %s:\n%s", args[1], patience, e.said())
		}
	}
	return "", usage
}

func (w *world) startEncoder(name, address, key string, says []string) error {
	f := map[string]string{}
	for k, v := range encoderFlags {
		f[k] = v
	}
	for _, s := range says {
		k, v, ok := strings.Cut(s, "=")
		if _, known := f[k]; !ok || !known {
			return usageError("encoder start does not know " + s)
		}
		f[k] = v
	}
	cmd := exec.Command("ffmpeg", "-hide_banner", "-loglevel", "warning", "-nostdin", "-re",
		"-f", "lavfi", "-i", "testsrc2=size="+f["size"]+":rate="+f["rate"],
		"-f", "lavfi", "-i", "sine=frequency=440:sample_rate="+f["sound"],
		"-c:v", f["codec"], "-preset", "ultrafast", "-g", f["keys"], "-pix_fmt", "yuv420p", "-b:v", "1M",
		"-c:a", "aac", "-b:a", "96k", "-ac", "2", "-f", "flv", "rtmp://"+address+"/live/"+key)
	if f["codec"] == "none" { // sound alone
		cmd.Args = append(cmd.Args[:len(cmd.Args)-1], "-vn", cmd.Args[len(cmd.Args)-1])
	}
	if f["codec"] != "libx264" {
		cmd.Args = remove(cmd.Args, "-preset", "ultrafast")
	}
	e := &encoder{cmd: cmd, ended: make(chan struct{})}
	cmd.Stdout, cmd.Stderr = e, e
	if err := cmd.Start(); err != nil {
		return err
	}
	go func() {
		_ = cmd.Wait() // how it ended, its log says
		close(e.ended)
	}()
	if w.encoders == nil {
		w.encoders = map[string]*encoder{}
	}
	w.encoders[name] = e
	w.atEnd(func() error { e.kill(); return nil })
	return nil
}

// remove takes a flag with its value out of arguments.
func remove(args []string, flag, value string) []string {
	for i := range args[:len(args)-1] {
		if args[i] == flag && args[i+1] == value {
			return append(append([]string{}, args[:i]...), args[i+2:]...)
		}
	}
	return args
}
