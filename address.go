package stagedoor

import "net/mail"

// maxAddress is the longest address that SMTP carries.
const maxAddress = 254

// CheckAddress returns an Invalid error, for the person who typed it, unless s
// is an e-mail address and nothing else: no name, no spaces, not two.
func CheckAddress(s string) error {
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s || len(s) > maxAddress {
		return &Error{Kind: Invalid, Msg: "This is not an e-mail address. Write it like name@example.org.", Err: err}
	}
	return nil
}
