package tickets

import (
	"strings"

	"stagedoor"
)

// Number is a ticket's identity as people read it: without the address, which
// is a part of it where an export has orders and no tickets' numbers.
func Number(identity, address string) string {
	short, _ := withoutAddress(identity, address)
	return short
}

func withoutAddress(identity, address string) (short string, was bool) {
	if folded := stagedoor.FoldAddress(address); folded != "" {
		short = strings.Replace(identity, " "+folded, "", 1)
	} else {
		short = identity
	}
	was = short != identity
	return strings.Join(strings.Fields(short), " "), was
}

// Number is the ticket's number, where it tells more than its order's: empty
// when the order has but this one.
func (t Ticket) Number() string {
	short, made := withoutAddress(t.Identity, t.Email)
	if short == t.Order || made && short == t.Order+"-1" {
		return ""
	}
	return short
}
