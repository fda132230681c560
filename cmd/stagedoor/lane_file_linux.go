package main

import (
	"net"
	"syscall"
)

// A pump has the kernel send what a file holds: nothing is copied on the way
// to the socket, and what thousands ask for at the same moment is in memory
// once.
type pump struct {
	conn, file syscall.RawConn
	write      func(socket uintptr) bool // its methods, made once
	read       func(file uintptr)

	head []byte // goes before it
	size int    // of the file
	at   int    // so much of it is sent
	to   int    // the socket
	full bool   // it takes no more at the moment
}

// pumpOf is nil if a connection has no file descriptor.
func pumpOf(conn net.Conn) *pump {
	c, ok := conn.(syscall.Conn)
	if !ok {
		return nil
	}
	raw, err := c.SyscallConn()
	if err != nil {
		return nil
	}
	p := &pump{conn: raw}
	p.write, p.read = p.writeHead, p.readFile
	return p
}

// send sends head and then size bytes of the file, and returns how many bytes
// of both are gone. Of what is left, whoever writes it hears why.
func (p *pump) send(head []byte, file syscall.RawConn, size int) int {
	p.head, p.file, p.size, p.at = head, file, size, 0
	_ = p.conn.Write(p.write)
	gone := len(head) - len(p.head) + p.at
	p.head, p.file = nil, nil
	return gone
}

// writeHead reports whether all is done that can be: otherwise it is called
// again when the socket takes more.
func (p *pump) writeHead(socket uintptr) bool {
	p.to = int(socket)
	for len(p.head) > 0 {
		n, err := syscall.SendmsgN(p.to, p.head, nil, nil, msgMore)
		switch err {
		case nil:
			p.head = p.head[n:]
		case syscall.EINTR:
		default:
			return err != syscall.EAGAIN
		}
	}
	p.full = false
	_ = p.file.Control(p.read) // it may be closed meanwhile; then nothing is sent
	return !p.full
}

// msgMore says that the file follows: both leave in the same packet.
const msgMore = 0x8000

func (p *pump) readFile(file uintptr) {
	for p.at < p.size {
		at := int64(p.at)
		n, err := syscall.Sendfile(p.to, int(file), &at, p.size-p.at)
		switch {
		case err == syscall.EINTR:
		case err != nil || n == 0:
			p.full = err == syscall.EAGAIN
			return
		default:
			p.at += n
		}
	}
}
