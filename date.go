package stagedoor

import "time"

// A Date is a day on the conference's calendar, without a zone.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// ParseDate reads 2027-05-13. An empty text is the zero Date.
func ParseDate(s string) (Date, error) {
	if s == "" {
		return Date{}, nil
	}
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, &Error{Kind: Invalid, Msg: "The day %q is not written like 2027-05-13.", Args: []any{s}, Err: err}
	}
	return Date{t.Year(), t.Month(), t.Day()}, nil
}

// IsZero reports whether no day is set.
func (d Date) IsZero() bool { return d == Date{} }

// In is the day's first moment in zone.
func (d Date) In(zone *time.Location) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, zone)
}

// Before reports whether d is an earlier day than e.
func (d Date) Before(e Date) bool { return d.In(time.UTC).Before(e.In(time.UTC)) }

// String writes 2027-05-13, or nothing for the zero Date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return d.In(time.UTC).Format(time.DateOnly)
}

// MarshalText and UnmarshalText let JSON and YAML carry a Date as ParseDate
// reads it.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (d *Date) UnmarshalText(b []byte) (err error) {
	*d, err = ParseDate(string(b))
	return err
}
