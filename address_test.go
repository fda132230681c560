package stagedoor

import (
	"strings"
	"testing"
)

func TestCheckAddress(t *testing.T) {
	for _, tt := range []struct {
		address string
		want    bool
	}{
		{"ada@example.org", true},
		{"ада@пример.bg", true},
		{"", false},
		{"ada", false},
		{"ada@", false},
		{" ada@example.org", false},
		{"Ada <ada@example.org>", false},
		{"<ada@example.org>", false},
		{"ada@example.org, bob@example.org", false},
		{"ada@example.org\r\nBcc: bob@example.org", false},
		{"a\x00da@example.org", false},
		{"a\xffda@example.org", false},
		{strings.Repeat("a", 242) + "@example.org", true},
		{strings.Repeat("a", 243) + "@example.org", false},
	} {
		err := CheckAddress(tt.address)
		if (err == nil) != tt.want || err != nil && KindOf(err) != Invalid {
			t.Errorf("%q: %v, want an address: %v", tt.address, err, tt.want)
		}
	}
}
