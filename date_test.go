package stagedoor_test

import (
	"encoding/json"
	"testing"
	"time"
	_ "time/tzdata" // the zones below, on a machine without them too

	"stagedoor"
)

// zone loads a time zone that must exist.
func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func TestParseDate(t *testing.T) {
	for _, tt := range []struct {
		in      string
		want    stagedoor.Date
		problem string
	}{
		{"2027-05-13", stagedoor.Date{Year: 2027, Month: 5, Day: 13}, ""},
		{"2028-02-29", stagedoor.Date{Year: 2028, Month: 2, Day: 29}, ""},
		{"", stagedoor.Date{}, ""},
		{"2027-02-29", stagedoor.Date{}, `The day "2027-02-29" is not written like 2027-05-13.`},
		{"13.05.2027", stagedoor.Date{}, `The day "13.05.2027" is not written like 2027-05-13.`},
		{"2027-5-13", stagedoor.Date{}, `The day "2027-5-13" is not written like 2027-05-13.`},
		{"2027-05-13T09:00", stagedoor.Date{}, `The day "2027-05-13T09:00" is not written like 2027-05-13.`},
	} {
		got, err := stagedoor.ParseDate(tt.in)
		said, _ := stagedoor.SentenceOf(err)
		if got != tt.want || said.String() != tt.problem {
			t.Errorf("ParseDate(%q) = %v, %q; want %v, %q", tt.in, got, said, tt.want, tt.problem)
		}
		if err == nil && got.String() != tt.in {
			t.Errorf("%q is written back as %q", tt.in, got)
		}
	}
}

func TestDateBegins(t *testing.T) {
	d := stagedoor.Date{Year: 2027, Month: 5, Day: 13}
	if got, want := d.In(zone(t, "Europe/Sofia")).UTC().Format(time.RFC3339), "2027-05-12T21:00:00Z"; got != want {
		t.Errorf("%s begins in Sofia at %s, want %s", d, got, want)
	}
	if got, want := d.In(time.UTC).Format(time.RFC3339), "2027-05-13T00:00:00Z"; got != want {
		t.Errorf("%s begins in UTC at %s, want %s", d, got, want)
	}
}

func TestDateBefore(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want bool
	}{
		{"2027-05-13", "2027-05-14", true},
		{"2027-05-31", "2027-06-01", true},
		{"2027-12-31", "2028-01-01", true},
		{"2027-05-13", "2027-05-13", false},
		{"2027-06-01", "2027-05-31", false},
	} {
		a, _ := stagedoor.ParseDate(tt.a)
		b, _ := stagedoor.ParseDate(tt.b)
		if got := a.Before(b); got != tt.want {
			t.Errorf("%s before %s = %v, want %v", a, b, got, tt.want)
		}
	}
}

func TestDateTravelsAsText(t *testing.T) {
	type page struct{ Day stagedoor.Date }
	for _, day := range []string{"2027-05-13", ""} {
		d, _ := stagedoor.ParseDate(day)
		b, err := json.Marshal(page{d})
		if want := `{"Day":"` + day + `"}`; err != nil || string(b) != want {
			t.Errorf("%q is sent as %s, %v; want %s", day, b, err, want)
		}
		var got page
		if err := json.Unmarshal(b, &got); err != nil || got.Day != d {
			t.Errorf("%s arrives as %v, %v; want %v", b, got.Day, err, d)
		}
	}
	var p page
	if err := json.Unmarshal([]byte(`{"Day":"soon"}`), &p); err == nil {
		t.Error(`"soon" is read as a day`)
	}
}
