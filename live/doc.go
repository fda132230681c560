// Package live carries tracks and samples from one publisher to many readers,
// never blocking.
//
// An ingest (live/rtmp) describes what an encoder sends as Tracks (track.go;
// h264.go and aac.go read the codecs' own words) and writes Samples
// (sample.go) into a Stream (stream.go). Each Reader has a bounded queue; one
// that falls behind is dropped, never waited for. A Meter (meter.go) measures
// what a publisher sends. Nothing here knows a protocol, a container or HTTP.
package live
