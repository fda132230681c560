// Package hls cuts a program into parts and segments and answers their
// playlist: Low-Latency HLS. Sections are those of
// draft-pantos-hls-rfc8216bis, which a test each is named after.
//
// Samples come into the Muxer (muxer.go), which cuts them (cut.go) into parts
// and segments (segment.go), each under a name that nobody can guess
// (name.go). Finished segments stand in a window (window.go): listed first,
// then for a while only fetchable. After each part it renders the playlist
// once (playlist.go) into a snapshot that never changes (snapshot.go);
// requests (serve.go, directives.go) take no lock and render nothing: they
// read the newest snapshot, or wait for the next (wait.go).
//
// There is no Multivariant Playlist: of one rendition it would say nothing
// but CODECS, which another encoder changes while players read it once. And
// no EXT-X-INDEPENDENT-SEGMENTS: key frames may get rarer than segments at
// any time, and a playlist must not take back what it said, 6.2.1.
package hls
