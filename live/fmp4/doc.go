// Package fmp4 writes fragmented MP4, ISO/IEC 14496-12, as HLS wants it: an
// initialization segment (init.go) and fragments of one moof and one mdat
// (fragment.go). box.go has what all boxes share.
//
// It writes into the caller's buffer and keeps nothing.
package fmp4
