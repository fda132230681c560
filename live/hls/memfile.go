package hls

import (
	"os"
	"slices"
	"sync"
	"syscall"
)

// A fileSender is a response writer that can have the kernel send b, which is
// also what file holds.
type fileSender interface {
	SendFile(file syscall.RawConn, b []byte)
}

// A part that many ask for is also kept where the kernel can send it from,
// without a copy for each of them. That is worth it when some have asked, and
// for a large one: the way to a file's pages costs as much as a small copy. Of
// a stage's parts a few are kept so, since nearly all ask for the newest.
const (
	memFileAsked = 4
	memFileLeast = 48 << 10
	memFileMost  = 1 << 20
	maxMemFiles  = 8
)

// A memFile holds the bytes of a part. It may be closed while it is sent from.
type memFile struct {
	*os.File
	raw syscall.RawConn
}

// memFiles are those that are open, oldest first.
type memFiles struct {
	mu   sync.Mutex
	of   []*resource
	over bool // no more are opened
}

// file is the file of what somebody asks for, or nil if it has none.
func (f *memFiles) file(r *resource) syscall.RawConn {
	if there := r.file.Load(); there != nil {
		return there.raw
	}
	if len(r.pieces) != 1 || len(r.pieces[0]) < memFileLeast || len(r.pieces[0]) > memFileMost || r.asked.Add(1) != memFileAsked {
		return nil
	}
	made := newMemFile(r.pieces[0])
	if made == nil || !f.keep(r, made) {
		return nil
	}
	return made.raw
}

// keep reports whether it did.
func (f *memFiles) keep(r *resource, made *memFile) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.over {
		made.Close()
		return false
	}
	r.file.Store(made)
	f.of = append(f.of, r)
	if len(f.of) > maxMemFiles {
		f.close(f.of[0])
	}
	return true
}

// drop closes the file of a part that has left, if it has one.
func (f *memFiles) drop(r *resource) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.close(r)
}

// end closes all, for good.
func (f *memFiles) end() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.over = true
	for len(f.of) > 0 {
		f.close(f.of[0])
	}
}

// close is called with f.mu held.
func (f *memFiles) close(r *resource) {
	if i := slices.Index(f.of, r); i >= 0 {
		f.of = slices.Delete(f.of, i, i+1)
		r.file.Swap(nil).Close()
	}
}
