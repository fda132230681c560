package web

import (
	"io"
	"net/http"
	"strings"

	"stagedoor"
)

// maxHook bounds what a hook may send: a provider's event is a few KB.
const maxHook = 1 << 20

// feedHook answers POST /hooks/feeds/{feed}: a vendor says that something was
// sold. The token is in Authorization: Bearer, or the address's last part for
// vendors that can send no header. The body is not read: the export tells.
func (s *Server) feedHook(w http.ResponseWriter, r *http.Request) error {
	feed, token := stagedoor.FeedID(r.PathValue("feed")), r.PathValue("token")
	if bearer, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		token = bearer
	}
	if !s.Feeds.CheckHook(feed, token) {
		return stagedoor.Errorf(stagedoor.Denied, "The hook's token is not this feed's. Copy the address again from the feed's page.")
	}
	s.Feeds.Hook(feed)
	w.WriteHeader(http.StatusAccepted)
	return nil
}

// mailHook answers POST /hooks/mailersend: what became of letters.
func (s *Server) mailHook(w http.ResponseWriter, r *http.Request) error {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxHook))
	if err != nil {
		return &stagedoor.Error{Kind: stagedoor.Invalid, Msg: "The hook's body could not be read.", Err: err}
	}
	if err := s.Letters.Webhook(r.Context(), body, r.Header.Get("Signature"), s.now()); err != nil {
		return err
	}
	w.WriteHeader(http.StatusOK)
	return nil
}
