package stagedoor_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"testing"

	"stagedoor"
)

func TestErrorSaysSentenceAndCause(t *testing.T) {
	for _, tt := range []struct {
		name string
		err  *stagedoor.Error
		want string
	}{
		{"a sentence", stagedoor.Errorf(stagedoor.Denied, "We do not know this code."), "We do not know this code."},
		{"with values", stagedoor.Errorf(stagedoor.NotFound, "There is no stage %q.", "attic"), `There is no stage "attic".`},
		{"a sentence with a percent sign and no values", stagedoor.Errorf(stagedoor.Invalid, "100% of it."), "100% of it."},
		{"with a cause", &stagedoor.Error{Msg: "The feed did not answer.", Err: io.ErrUnexpectedEOF}, "The feed did not answer. (unexpected EOF)"},
	} {
		if got := tt.err.Error(); got != tt.want {
			t.Errorf("%s: Error() = %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestSentenceNeverTellsTheCause(t *testing.T) {
	err := fmt.Errorf("sign in: %w", &stagedoor.Error{Kind: stagedoor.Unavailable, Msg: "The database is away.", Err: errors.New("dial 10.0.0.7")})
	s, ok := stagedoor.SentenceOf(err)
	if !ok || s.String() != "The database is away." {
		t.Errorf("SentenceOf = %q, %v; want the sentence alone", s, ok)
	}
}

func TestKindAndSentenceOf(t *testing.T) {
	denied := stagedoor.Errorf(stagedoor.Denied, "No.")
	for _, tt := range []struct {
		name     string
		err      error
		kind     stagedoor.Kind
		sentence string
		shown    bool
	}{
		{"nil", nil, stagedoor.Internal, "", false},
		{"another's error", io.EOF, stagedoor.Internal, "", false},
		{"ours", denied, stagedoor.Denied, "No.", true},
		{"ours, wrapped", fmt.Errorf("round: %w", fmt.Errorf("read: %w", denied)), stagedoor.Denied, "No.", true},
		{"ours, joined", errors.Join(io.EOF, denied), stagedoor.Denied, "No.", true},
		{"the outermost of two", &stagedoor.Error{Kind: stagedoor.Conflict, Msg: "Again.", Err: denied}, stagedoor.Conflict, "Again.", true},
		{"a kind without a sentence", &stagedoor.Error{Kind: stagedoor.NotFound}, stagedoor.NotFound, "", false},
	} {
		s, shown := stagedoor.SentenceOf(tt.err)
		if got := stagedoor.KindOf(tt.err); got != tt.kind || s.String() != tt.sentence || shown != tt.shown {
			t.Errorf("%s: kind %v, sentence %q, shown %v; want %v, %q, %v", tt.name, got, s, shown, tt.kind, tt.sentence, tt.shown)
		}
	}
}

func TestErrorUnwraps(t *testing.T) {
	if err := (&stagedoor.Error{Msg: "x", Err: io.EOF}); !errors.Is(err, io.EOF) {
		t.Error("errors.Is does not find the cause")
	}
}

// TestSentenceIsKeptInADatabase: what was said goes through JSON and says the
// same afterwards, in any language that has the key.
func TestSentenceIsKeptInADatabase(t *testing.T) {
	for _, s := range []stagedoor.Sentence{
		stagedoor.Say("Line %d was refused: %s.", 12, "no e-mail"),
		stagedoor.Say("The feed sent a login page. Nothing was changed."),
		stagedoor.Say("Ада каза %q.", "да"),
		{},
	} {
		b, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		var got stagedoor.Sentence
		if err := json.Unmarshal(b, &got); err != nil {
			t.Fatalf("%s: %v", b, err)
		}
		if got.String() != s.String() || got.Msg != s.Msg {
			t.Errorf("%s comes back as %q, want %q", b, got, s)
		}
		if got.Zero() != s.Zero() {
			t.Errorf("%s: Zero() = %v, want %v", b, got.Zero(), s.Zero())
		}
	}
}

func TestZeroKindIsInternal(t *testing.T) {
	if k := (&stagedoor.Error{}).Kind; k != stagedoor.Internal {
		t.Errorf("an error made without a kind is %v, want Internal", k)
	}
	kinds := []stagedoor.Kind{stagedoor.Internal, stagedoor.Invalid, stagedoor.NotFound, stagedoor.Denied, stagedoor.Conflict, stagedoor.TooMany, stagedoor.Unavailable}
	if want := []stagedoor.Kind{0, 1, 2, 3, 4, 5, 6}; !reflect.DeepEqual(kinds, want) {
		t.Errorf("kinds = %v, want %v", kinds, want)
	}
}
