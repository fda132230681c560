package rtmp

import (
	"net"
	"net/netip"
	"slices"
	"sync"
)

// A porch holds the connections that do not publish yet. When there is no
// room for one more, the one that has stood there the longest goes, of the
// address that has the most: who knocks without end keeps only himself out.
type porch struct {
	room int // connections at once, those that publish as well

	mu         sync.Mutex
	waiting    []visitor // in the order in which they came
	publishing int
}

type visitor struct {
	conn net.Conn
	from netip.Prefix
}

// network is the address that counts: one household of IPv6 has many.
func network(a netip.Addr) netip.Prefix {
	bits := a.BitLen()
	if a.Is6() {
		bits = 64
	}
	p, _ := a.Prefix(bits) // of an address that is none, none
	return p
}

// enter takes a connection in, or returns false: all room is for publishers.
func (p *porch) enter(c net.Conn, from netip.Addr) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.waiting)+p.publishing >= p.room {
		if len(p.waiting) == 0 {
			return false
		}
		at := p.next()
		p.waiting[at].conn.Close()
		p.waiting = slices.Delete(p.waiting, at, at+1)
	}
	p.waiting = append(p.waiting, visitor{c, network(from)})
	return true
}

// next is whose turn it is to go. It is called with p.mu held.
func (p *porch) next() int {
	count := map[netip.Prefix]int{}
	for _, v := range p.waiting {
		count[v.from]++
	}
	at := 0
	for i, v := range p.waiting {
		if count[v.from] > count[p.waiting[at].from] {
			at = i
		}
	}
	return at
}

// publish says that a connection publishes from now on; false when it had to
// go meanwhile.
func (p *porch) publish(c net.Conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	at := slices.IndexFunc(p.waiting, func(v visitor) bool { return v.conn == c })
	if at < 0 {
		return false
	}
	p.waiting = slices.Delete(p.waiting, at, at+1)
	p.publishing++
	return true
}

// leave says that a connection is over; published that publish was true.
func (p *porch) leave(c net.Conn, published bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if published {
		p.publishing--
		return
	}
	p.waiting = slices.DeleteFunc(p.waiting, func(v visitor) bool { return v.conn == c })
}
