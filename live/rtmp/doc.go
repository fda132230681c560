// Package rtmp is an ingest: it speaks RTMP with an encoder and writes what
// comes as tracks and samples. Sections are of Adobe's specification 1.0.
//
// A connection shakes hands (handshake.go), puts messages together
// (chunk.go), answers the encoder's commands (session.go, amf0.go) and takes
// pictures and sound apart (flv.go, nal.go, clock.go). server.go listens;
// client.go is the other side, an encoder without a coder, for a demo and for
// tests. H.264 and AAC pass through; any other codec is refused by its name.
package rtmp
