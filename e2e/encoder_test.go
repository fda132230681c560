package e2e

import (
	"bytes"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// An encoder is a real ffmpeg that publishes a test picture with a tone, over and
// over: it is made beforehand, so that sending it needs next to no core.
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
	clip, err := clipOf(f)
	if err != nil {
		return err
	}
	cmd := exec.Command("ffmpeg", "-hide_banner", "-loglevel", "warning", "-nostdin", "-re", "-stream_loop", "-1", "-i", clip,
		"-c", "copy", "-f", "flv", "rtmp://"+address+"/live/"+key)
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

// clips are what encoders send, each made once in a run, beside the binaries.
var clips struct {
	sync.Mutex
	made map[string]string
}

// clipOf is the file with this picture and sound, of half a minute: few stories see
// it begin again.
func clipOf(f map[string]string) (string, error) {
	clips.Lock()
	defer clips.Unlock()
	name := fmt.Sprint(f)
	if file := clips.made[name]; file != "" {
		return file, nil
	}
	file := filepath.Join(binaries.dir, fmt.Sprintf("clip%d.flv", len(clips.made)))
	args := []string{"-hide_banner", "-loglevel", "warning", "-nostdin",
		"-f", "lavfi", "-i", "testsrc2=size=" + f["size"] + ":rate=" + f["rate"],
		"-f", "lavfi", "-i", "sine=frequency=440:sample_rate=" + f["sound"], "-t", "30"}
	switch f["codec"] {
	case "none": // sound alone
		args = append(args, "-vn")
	case "libx264":
		args = append(args, "-preset", "ultrafast", "-c:v", "libx264", "-g", f["keys"], "-pix_fmt", "yuv420p", "-b:v", "1M")
	default:
		args = append(args, "-c:v", f["codec"], "-g", f["keys"], "-pix_fmt", "yuv420p", "-b:v", "1M")
	}
	args = append(args, "-c:a", "aac", "-b:a", "96k", "-ac", "2", "-f", "flv", file)
	if out, err := exec.Command("ffmpeg", args...).CombinedOutput(); err != nil {
		return "", fmt.Errorf("make what an encoder sends: %w\n%s", err, out)
	}
	if clips.made == nil {
		clips.made = map[string]string{}
	}
	clips.made[name] = file
	return file, nil
}
