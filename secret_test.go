package stagedoor_test

import (
	"encoding/hex"
	"testing"
)

// TestDeriveNeverChanges pins the one HMAC that codes, hook tokens and stream
// keys come from. The values were made by another program: HMAC-SHA256 over
// label and fields, each behind its length as four bytes, big endian.
func TestDeriveNeverChanges(t *testing.T) {
	for _, tt := range []struct {
		label  string
		fields []string
		want   string
	}{
		{"label", nil, "6cc51fdc264bb9251cdbfb571ebd899fb862f6c34c05746a097bc4283c3b0dbc"},
		{"label", []string{""}, "8943b45b6cd29d542e7bdd13c1f7a2df62b87b82a2ca5a772a79fb98a946ca0f"},
		{"a", []string{"bc"}, "7281caf026ca30a3a915c06b7f9c266bd0ba77f782615b6a0553f2c7cd649020"},
	} {
		d := testSecret().Derive(tt.label, tt.fields...)
		if got := hex.EncodeToString(d[:]); got != tt.want {
			t.Errorf("Derive(%q, %q) = %s, want %s", tt.label, tt.fields, got, tt.want)
		}
	}
}

// TestDeriveTellsListsApart: without the lengths some of these would be equal.
func TestDeriveTellsListsApart(t *testing.T) {
	seen := map[[32]byte]int{}
	lists := [][]string{
		{"a", "bc"}, {"ab", "c"}, {"abc"}, {"abc", ""}, {"", "abc"}, {"a", "b", "c"},
		{"a", "\x00\x00\x00\x01b"}, {"a\x00\x00\x00\x01b"},
	}
	for i, l := range lists {
		d := testSecret().Derive(l[0], l[1:]...)
		if j, twice := seen[d]; twice {
			t.Errorf("%q and %q derive the same bytes", lists[j], l)
		}
		seen[d] = i
	}
	other := testSecret()
	other[31]++
	if other.Derive("a") == testSecret().Derive("a") {
		t.Error("two secrets derive the same bytes")
	}
}

func TestFingerprint(t *testing.T) {
	const want = "917f0654acfec554be6e1be5826f81ab" // by another program: databases hold it
	if got := testSecret().Fingerprint(); got != want {
		t.Errorf("fingerprint = %s, want %s", got, want)
	}
	other := testSecret()
	other[0] ^= 1
	if other.Fingerprint() == want {
		t.Error("another secret has the same fingerprint")
	}
}
