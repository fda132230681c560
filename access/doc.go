// Package access decides who may come in: it runs rounds that turn tickets
// into attendees with access codes, turns a typed code into a login, and says
// of a login, from memory, whether it is good. The crew's accounts and logins
// are here too.
//
// A ticket travels round.go (a round: fetch, compare, one transaction) →
// decide.go (the rules of what may change someone's access: a pure function)
// → the outbox. A person travels signin.go (the code is looked up first, the
// throttle meets only wrong ones) → web's cookie → allow.go (the Door: yes or
// no, and why) with book.go, the memory of logins that a change makes forget.
// What the help desk may do by hand is in desk.go, the crew in crew.go, "I
// lost my code" in lost.go.
//
// The Store interfaces say what has to be remembered (roundstore.go,
// store.go). Nothing here knows SQL, HTTP or SMTP.
package access
