// Package hls cuts a program into parts and segments and answers their
// playlist: Low-Latency HLS, sections of draft-pantos-hls-rfc8216bis.
//
// Samples come into the Muxer (muxer.go), which cuts them (cut.go) into parts
// and segments (segment.go), each under a name that nobody can guess
// (name.go). After each part it renders the playlist once (playlist.go) into
// a snapshot that never changes (snapshot.go); requests (serve.go) take no
// lock and render nothing: they read the newest snapshot, or wait for the
// next.
package hls
