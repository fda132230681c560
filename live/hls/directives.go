package hls

import "strings"

// directives reads _HLS_msn, _HLS_part and _HLS_skip, 6.2.5. msn is -1 when it
// is not asked for, part when the whole segment is.
func directives(query string) (msn int64, part int, skip, ok bool) {
	msn, part = -1, -1
	for query != "" {
		var pair string
		pair, query, _ = strings.Cut(query, "&")
		key, value, _ := strings.Cut(pair, "=")
		switch key {
		case "_HLS_msn":
			if msn, ok = decimal(value); !ok {
				return 0, 0, false, false
			}
		case "_HLS_part":
			n, ok := decimal(value)
			if !ok {
				return 0, 0, false, false
			}
			part = int(n)
		case "_HLS_skip":
			skip = value == "YES" || value == "v2"
		}
	}
	return msn, part, skip, msn >= 0 || part < 0
}

// decimal reads a decimal-integer, 4.2, as far as any playlist of ours gets.
func decimal(s string) (n int64, ok bool) {
	if s == "" || len(s) > 15 {
		return 0, false
	}
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int64(c-'0')
	}
	return n, true
}
