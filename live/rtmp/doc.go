// Package rtmp is an ingest: it speaks RTMP with an encoder and writes what
// comes as tracks and samples. Sections are of Adobe's specification 1.0.
//
// A connection shakes hands (handshake.go), puts messages together (chunk.go;
// chunkwriter.go takes ours apart) and is a session (session.go), which
// answers the encoder's commands (command.go, amf0.go) and takes its pictures
// and sound: flv.go reads the tags, demux.go makes tracks and samples of them
// (nal.go, clock.go). server.go listens; porch.go keeps room for encoders
// among those who only knock. client.go is the other side, an encoder without
// a coder, for a demo and for tests; file.go reads what it plays. H.264 and
// AAC pass through; any other codec is refused by its name.
package rtmp
