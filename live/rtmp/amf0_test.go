package rtmp

import (
	"math"
	"reflect"
	"strings"
	"testing"
)

func TestAMF(t *testing.T) {
	for _, tt := range []struct {
		name, in string
		want     []any
	}{
		{"nothing", "", nil},
		{"a number", "00 3ff0000000000000", []any{1.0}},
		{"booleans", "01 01 01 00", []any{true, false}},
		{"a string", "02 0003 616263", []any{"abc"}},
		{"a long string", "0c 00000003 616263", []any{"abc"}},
		{"XML", "0f 00000003 616263", []any{"abc"}},
		{"null, undefined, unsupported", "05 06 0d", []any{nil, nil, nil}},
		{"a date", "0b 3ff0000000000000 0000", []any{1.0}},
		{"a reference", "07 0001", []any{nil}},
		{"an object", "03 0001 61 0101 0001 62 05 000009", []any{object{{"a", true}, {"b", nil}}}},
		{"an object of a class", "10 0001 43 0001 61 0101 000009", []any{object{{"a", true}}}},
		{"an ECMA array with a wrong count", "08 00000063 0001 61 0101 000009", []any{object{{"a", true}}}},
		{"a property without a name", "03 0000 0101 000009", []any{object{{"", true}}}},
		{"a strict array", "0a 00000002 0101 05", []any{[]any{true, nil}}},
		{"an empty array", "0a 00000000", []any{[]any(nil)}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := decodeAMF(unhex(t, tt.in))
			if err != nil || !reflect.DeepEqual(got, tt.want) {
				t.Errorf("decodeAMF = %#v, %v; want %#v", got, err, tt.want)
			}
		})
	}
}

func TestAMFRefuses(t *testing.T) {
	for _, tt := range []struct{ name, in, says string }{
		{"a number cut off", "00 3ff0", "not well formed"},
		{"a string beyond the end", "02 ffff 61", "not well formed"},
		{"a long string beyond the end", "0c ffffffff 61", "not well formed"},
		{"an object without an end", "03 0001 61 0101", "not well formed"},
		{"a type that is none", "42", "type 66"},
		{"AMF3", "11 0a", "type 17"},
		{"too deep", strings.Repeat("0a 00000001 ", 20) + "05", "8 levels"},
		{"an array of 4,294,967,295", "0a ffffffff " + strings.Repeat("05", 2000), "1024 values"},
		{"too many values", strings.Repeat("05", 2000), "1024 values"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got, err := decodeAMF(unhex(t, tt.in)); err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("decodeAMF = %v, %v; want %q", got, err, tt.says)
			}
		})
	}
}

func TestAMFRoundTrip(t *testing.T) {
	want := []any{"publish", 3.0, nil, strings.Repeat("x", math.MaxUint16+1), true, false,
		object{{"app", "live"}, {"deep", object{{"er", []any{1.0, "a"}}}}}}
	got, err := decodeAMF(encodeAMF(want...))
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v, %v; want what was written", got, err)
	}
	if o := got[6].(object); o.text("app") != "live" || o.text("deep") != "" || o.get("none") != nil {
		t.Errorf("properties of %v", o)
	}
}
