package hls

import (
	"os"

	"golang.org/x/sys/unix"
)

// newMemFile is a file in memory without a name; nil if there is none to be
// had, and then the bytes are sent as ever.
func newMemFile(b []byte) *memFile {
	fd, err := unix.MemfdCreate("part", unix.MFD_CLOEXEC)
	if err != nil {
		return nil
	}
	f := os.NewFile(uintptr(fd), "part")
	raw, err := f.SyscallConn()
	if err == nil {
		_, err = f.Write(b)
	}
	if err != nil {
		f.Close()
		return nil
	}
	return &memFile{f, raw}
}
