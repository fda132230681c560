package rtmp

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"strings"

	"stagedoor"
)

const (
	maxKey  = 256 // bytes of a stream key
	maxName = 100 // of an app, of what an encoder calls itself
)

// command obeys one of 7.2.
func (s *session) command(ctx context.Context, body []byte) error {
	values, err := decodeAMF(body)
	if err != nil {
		return err
	}
	arg := func(i int) any {
		if i < len(values) {
			return values[i]
		}
		return nil
	}
	name, _ := arg(0).(string)
	id, _ := arg(1).(float64)
	switch name {
	case "connect":
		o, _ := arg(2).(object)
		return s.connect(id, o)
	case "createStream":
		return s.reply("_result", id, nil, streamID)
	case "releaseStream", "FCPublish":
		return s.reply("_result", id, nil, nil)
	case "publish":
		key, _ := arg(3).(string)
		return s.publish(ctx, key)
	case "FCUnpublish", "deleteStream", "closeStream":
		if s.demux != nil {
			return errBye
		}
	case "play":
		s.status("error", "NetStream.Play.Failed", "Nothing is played here.")
		return errors.New("RTMP: somebody wants to play")
	}
	return nil
}

func (s *session) reply(values ...any) error {
	return s.send(chunkCommand, message{kind: typeCommandAMF0, body: encodeAMF(values...)})
}

// status is onStatus, 7.2.2. One of an error is the last that is said.
func (s *session) status(level, code, description string) error {
	s.said = s.said || level == "error"
	return s.send(chunkCommand, message{kind: typeCommandAMF0, stream: streamID, body: encodeAMF("onStatus", 0, nil,
		object{{"level", level}, {"code", code}, {"description", description}})})
}

// connect answers 7.2.1.1.
func (s *session) connect(id float64, o object) error {
	app, _, _ := strings.Cut(o.text("app"), "?")
	s.request.App = strings.Trim(app, "/ ")
	s.request.Encoder = brief(o.text("flashVer"))
	s.told = window
	if err := s.control(typeWindowAckSize, window); err != nil {
		return err
	}
	limit := append(binary.BigEndian.AppendUint32(nil, window), 2) // dynamic, 5.4.5
	if err := s.send(chunkControl, message{kind: typeSetPeerBandwidth, body: limit}); err != nil {
		return err
	}
	if err := s.control(typeSetChunkSize, ourChunkSize); err != nil {
		return err
	}
	return s.reply("_result", id,
		object{{"fmsVer", "FMS/3,0,1,123"}, {"capabilities", 31}, {"fourCcList", []any{"avc1", "mp4a"}}},
		object{{"level", "status"}, {"code", "NetConnection.Connect.Success"}, {"description", "Welcome."}, {"objectEncoding", 0}})
}

// publish lets the encoder in, or says why not, 7.2.2.6.
func (s *session) publish(ctx context.Context, name string) error {
	if s.demux != nil {
		return errors.New("RTMP: published twice on one connection")
	}
	s.request.App, s.request.Key = streamKey(s.request.App, name)
	p, err := s.o.Publish(ctx, s.request)
	if err != nil {
		code, says := "NetStream.Publish.Denied", "Not now. Try again in a few seconds."
		var refusal *Refusal
		if errors.As(err, &refusal) {
			says = refusal.Says
			if refusal.Busy {
				code = "NetStream.Publish.BadName"
			}
		} else if sentence, ok := stagedoor.SentenceOf(err); ok {
			says = sentence.String()
		}
		if e := s.status("error", code, says); e != nil {
			return e
		}
		return fmt.Errorf("refused: %w", err)
	}
	s.demux = &demuxer{out: p}
	s.in.most = maxMessage
	if s.published = s.porch.publish(s.conn); !s.published {
		return net.ErrClosed
	}
	if err := s.event(eventStreamBegin, streamID); err != nil {
		return err
	}
	if err := s.status("status", "NetStream.Publish.Start", "You are on."); err != nil {
		return err
	}
	return s.hears()
}

// streamKey is the key among what was published and the app: OBS has a field
// for it; where there is none it stands behind the address, and is the last
// part of the app. What stands behind a question mark is not the key's.
func streamKey(app, name string) (string, string) {
	key, _, _ := strings.Cut(name, "?")
	key = strings.Trim(key, "/ \t\r\n")
	if key == "" {
		i := strings.LastIndexByte(app, '/')
		app, key = app[:max(i, 0)], app[i+1:]
	}
	if len(key) > maxKey {
		key = ""
	}
	return brief(app), key
}

// brief keeps what an encoder says short enough for a line.
func brief(s string) string {
	return strings.ToValidUTF8(s[:min(len(s), maxName)], "")
}
