package push

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/centrifugal/centrifuge"
)

// The codes with which the hub closes. By the protocol a client comes back
// after 4000 to 4499 and stays away after 4500 to 4999; live.ts knows them.
var (
	// closeRestart says that the process stops; the reason holds over how many
	// milliseconds the pages come back.
	closeRestart = centrifuge.Disconnect{Code: 4001}
	// closeEnded says that the login is over: the page loads itself again, and
	// the gate says why.
	closeEnded = centrifuge.Disconnect{Code: 4501, Reason: "ended"}
	// closeOlder went to the oldest of a login's pages when one too many came;
	// it polls until somebody looks at it again.
	closeOlder = centrifuge.Disconnect{Code: 4502, Reason: "too many pages"}
	// closeFlood says that the client asked too often for what it may not.
	closeFlood = centrifuge.Disconnect{Code: 4503, Reason: "too many requests"}
)

type visitKey struct{}

// hear sets what connections may do: say hello, answer pings, and be refused.
func (h *Hub) hear() {
	h.node.OnConnecting(h.connecting)
	h.node.OnConnect(h.connect)
	h.node.OnCommandRead(h.command)
	h.node.OnCommandProcessed(h.processed)
}

// connecting answers a hello: the channels are the visit's, whatever was
// asked for.
func (h *Hub) connecting(ctx context.Context, _ centrifuge.ConnectEvent) (centrifuge.ConnectReply, error) {
	v, _ := ctx.Value(visitKey{}).(*visit)
	if v == nil {
		return centrifuge.ConnectReply{}, centrifuge.DisconnectPermissionDenied
	}
	if why := v.gone.Load(); why != nil {
		return centrifuge.ConnectReply{}, *why
	}
	if v.over(ctx, time.Now()) { // it ended after the gate and before End could see the visit
		return centrifuge.ConnectReply{}, closeEnded
	}
	subs := make(map[string]centrifuge.SubscribeOptions, len(v.Channels))
	for _, ch := range v.Channels {
		subs[ch] = centrifuge.SubscribeOptions{EnableRecovery: true, HistoryMetaTTL: forgetAfter}
	}
	if v.Attendee != "" {
		v.Channels = nil // the hub has them now; of the crew's Audience asks
	}
	if v.Version != nil {
		v.told = v.Version()
	}
	hint, err := json.Marshal(struct {
		Spread  int64  `json:"spread"`
		Version string `json:"v,omitempty"`
	}{h.spread().Milliseconds(), v.told})
	if err != nil {
		return centrifuge.ConnectReply{}, fmt.Errorf("connect: %w", err)
	}
	return centrifuge.ConnectReply{
		Credentials:   &centrifuge.Credentials{UserID: v.Login},
		Subscriptions: subs,
		Data:          hint,
		// Each message is a frame of its own, though browsers would take several
		// in one: a plain script that looks for a ping in a frame finds it, and
		// is not cut off for its silence.
		MaxMessagesInFrame: 1,
	}, nil
}

func (h *Hub) connect(c *centrifuge.Client) {
	v, _ := c.Context().Value(visitKey{}).(*visit)
	if v == nil {
		return // connecting has refused it
	}
	v.client.Store(c)
	if why := v.gone.Load(); why != nil {
		c.Disconnect(*why) // it was ended while it said hello
	}
	// What changed after the hello was written may have been published before
	// the page could hear it. From now on it hears.
	if v.missed.Load() || v.Version != nil && v.Version() != v.told {
		_ = c.Send(askState) // whoever cannot be told comes back, and asks
	}
	v.Version = nil // a connection lives for a day
}

// command refuses everything but a hello: pages are told, they do not ask.
// Pongs do not come here. The error goes back to the client, a Disconnect
// closes the connection.
func (h *Hub) command(c *centrifuge.Client, e centrifuge.CommandReadEvent) error {
	if e.Command.Connect != nil {
		return nil
	}
	h.counts.commands.Add(1)
	v, _ := c.Context().Value(visitKey{}).(*visit)
	if v == nil {
		return closeFlood
	}
	if v.asked++; v.asked > mostAsked {
		h.counts.floods.Add(1)
		return closeFlood
	}
	return centrifuge.ErrorPermissionDenied
}

// processed counts what became of those who came back.
func (h *Hub) processed(_ *centrifuge.Client, e centrifuge.CommandProcessedEvent) {
	if e.Command.Connect == nil || e.Reply == nil || e.Reply.Connect == nil {
		return
	}
	for _, sub := range e.Reply.Connect.Subs {
		switch {
		case !sub.WasRecovering:
		case sub.Recovered:
			h.counts.recovered.Add(1)
		default:
			h.counts.lost.Add(1)
		}
	}
}

// restart is the close of a process that stops.
func (h *Hub) restart(over time.Duration) centrifuge.Disconnect {
	d := closeRestart
	d.Reason = fmt.Sprintf("spread=%d", over.Milliseconds())
	return d
}
