//go:build !crash

package main

// crashPoint is what the store calls at its named points: nothing, but in the
// binary that the crash stories build.
var crashPoint func(point string)
