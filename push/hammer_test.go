package push

import (
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"stagedoor"
)

// TestHubConcurrently is for the race detector: pages come and go while
// everything else happens.
func TestHubConcurrently(t *testing.T) {
	s := newSite(t, Options{MostEach: 2})
	var all sync.WaitGroup
	for g := range 8 {
		all.Go(func() {
			for i := range 6 {
				p, res, err := s.tryKnock(t, fmt.Sprint("login", (g+i)%4))
				if err != nil || res.StatusCode != http.StatusSwitchingProtocols { // it ended meanwhile, or comes too often
					continue
				}
				if i%3 == 0 {
					p.conn.Close()
					continue
				}
				_ = p.command(map[string]any{"connect": map[string]any{}})
				_ = p.conn.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
				_, _ = p.conn.Read(make([]byte, 512))
				_ = p.command(map[string]any{"rpc": map[string]any{}})
				p.conn.Close()
			}
		})
		all.Go(func() {
			for i := range 20 {
				s.hub.Publish("conference/en", fmt.Appendf(nil, `{"n":%d}`, i))
				s.hub.Changed(stagedoor.Change{Kind: stagedoor.LoginEnded, Subject: fmt.Sprint("login", i%4)})
				s.hub.recheck(t.Context(), time.Now())
				_, _ = s.hub.Audience(), s.hub.Counts()
			}
		})
	}
	all.Wait()
	until(t, "nobody is open", func() bool { return s.hub.Counts().Open == 0 })
}
