package stage

import (
	"strings"
	"time"

	"stagedoor"
)

// A Reason is why an encoder is not let in, or is sent away.
type Reason string

// The reasons.
const (
	WrongKey    Reason = "key"     // no rung has this stream key
	OldKey      Reason = "rotated" // its rung has another one now
	Removed     Reason = "removed" // its rung is gone
	Second      Reason = "second"  // another encoder publishes with it
	Replaced    Reason = "replaced"
	Elsewhere   Reason = "elsewhere" // the stage has an encoder at another process
	Moved       Reason = "moved"     // another process keeps the stage now
	NotTaken    Reason = "not-taken" // the stage could not be had from another process
	Unsupported Reason = "codec"
	Garbage     Reason = "garbage"
)

// Says is the reason in words for who sets the encoder up; what is the
// codec's name ("H.265", "H.264 4:4:4"), or the machine's.
func (r Reason) Says(what string) stagedoor.Sentence {
	switch r {
	case WrongKey:
		return stagedoor.Say("We do not know this stream key. Copy it from the control room again.")
	case OldKey:
		return stagedoor.Say("This stream key is no longer good. Copy the new one from the control room.")
	case Removed:
		return stagedoor.Say("This source is no longer on the stage. Copy the stream key of another one from the control room.")
	case Second:
		return stagedoor.Say("Another encoder sends with this stream key. Stop it first, or give this one a source of its own.")
	case Replaced:
		return stagedoor.Say("Another encoder sends with this stream key now. Stop one of them, or give each a source of its own.")
	case Elsewhere:
		return stagedoor.Say("This stage has an encoder on the machine %s. Send there, or stop it first.", what)
	case Moved:
		return stagedoor.Say("Another machine has this stage now. Connect again.")
	case NotTaken:
		return stagedoor.Say("The stage could not be taken just now. Try again in a few seconds.")
	case Unsupported:
		switch form, is := strings.CutPrefix(what, "H.264 "); {
		case what == multitrack:
			return stagedoor.Say("The encoder sends %s. Turn that off there.", what)
		case strings.Contains(what, "AAC"):
			return stagedoor.Say("The encoder sends %s. Set its sound to AAC-LC.", what)
		case is && strings.HasPrefix(form, "profile "):
			return stagedoor.Say("The encoder sends %s. Set the profile to High.", what)
		case is:
			return stagedoor.Say("The encoder sends %s. Set its colours to NV12, 4:2:0, 8 bit.", what)
		}
		return stagedoor.Say("The encoder sends %s. Set it to H.264 and AAC.", what)
	}
	return stagedoor.Say("What the encoder sends cannot be read. Start it again.")
}

// multitrack is what OBS calls several sizes of one picture at once.
const multitrack = "Multitrack Video"

// A Refusal is an encoder that was not let in, or was sent away.
type Refusal struct {
	At      time.Time // zero: nobody was
	Remote  string    // its address
	Encoder string    // as it calls itself; may be empty
	Reason  Reason
	Says    stagedoor.Sentence
}

// An Encoder is who publishes to a rung.
type Encoder struct {
	Since   time.Time // zero: nobody does
	Remote  string
	Encoder string  // as it calls itself; may be empty
	Refused Refusal // the last one
}
