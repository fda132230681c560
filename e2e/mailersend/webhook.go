package mailersend

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"
)

// Events are those that a webhook can send here.
var Events = []string{
	"webhook.test",
	"activity.sent",
	"activity.delivered",
	"activity.soft_bounced",
	"activity.hard_bounced",
	"activity.spam_complaint",
	"activity.unsubscribed",
	"recipient.on_hold_added",
	"maintenance.start",
	"maintenance.end",
}

// Event makes the body that the vendor would POST about a letter. A letter
// without an id is none: for the ping, and for what is about an address alone,
// where letter.To[0] is it. The envelope (type, created_at, data) is described
// by the vendor; that an activity holds its e-mail, and this its message with
// the x-message-id, is from memory of the vendor's examples.
func Event(kind string, l Letter, now time.Time) []byte {
	body := map[string]any{"type": kind, "created_at": now.UTC().Format(time.RFC3339Nano)}
	address := ""
	if len(l.To) > 0 {
		address = l.To[0].Email
	}
	switch kind {
	case "webhook.test":
		delete(body, "created_at")
		body["message"] = "This is a ping test message"
	case "maintenance.start", "maintenance.end":
		body["data"] = map[string]any{"object": "maintenance"}
	case "recipient.on_hold_added":
		body["data"] = map[string]any{"object": "recipient", "email": address, "created_at": body["created_at"]}
	default:
		body["data"] = map[string]any{
			"object": "activity",
			"type":   kind[len("activity."):],
			"email": map[string]any{
				"object":    "email",
				"message":   map[string]any{"object": "message", "id": l.ID},
				"recipient": map[string]any{"object": "recipient", "email": address},
				"subject":   l.Subject,
			},
		}
	}
	b, err := json.Marshal(body)
	if err != nil {
		return nil // strings and maps of them always marshal
	}
	return b
}

// Sign is the Signature header of a body.
func Sign(secret string, body []byte) string {
	m := hmac.New(sha256.New, []byte(secret))
	m.Write(body)
	return hex.EncodeToString(m.Sum(nil))
}

// Send POSTs an event about a letter to a webhook, signed, and returns the
// status of the answer.
func (s *Server) Send(ctx context.Context, url, kind string, l Letter) (int, error) {
	body := Event(kind, l, s.opt.Now())
	return Post(ctx, url, body, Sign(s.opt.SigningSecret, body))
}

// Post sends a body with a signature, which may be wrong, to a webhook.
func Post(ctx context.Context, url string, body []byte, signature string) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return 0, fmt.Errorf("webhook: %w", err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Signature", signature)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, fmt.Errorf("webhook: %w", err)
	}
	defer answer.Body.Close()
	io.Copy(io.Discard, io.LimitReader(answer.Body, 1<<20))
	return answer.StatusCode, nil
}
