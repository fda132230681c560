// Package push tells browsers at once what changed: over one WebSocket a page,
// to which the server alone says what it hears.
//
// hub.go is what the rest of the program calls: Publish, End, Audience, Run.
// serve.go lets a page in, within the bounds of budget.go and visits.go;
// client.go is what a connection may say, which is nearly nothing; wire.go
// meters what it says all the same. Who may connect, and to which channels,
// is decided by the caller, who gives a Visit.
//
// A channel keeps its last messages for some minutes: a phone that slept
// says where it was and gets what it missed, or hears that it must ask for
// the whole state. After a restart nobody's place is known, so all ask; they
// come back spread over the time that the hub tells them.
package push
