// Package program is one stage's output: it takes the samples of the rung on
// air, fills gaps with the slate, rebases time and marks discontinuities.
//
// A Program (program.go) is told which rung to show and which streams its
// rungs have. It changes at a key frame of the rung that comes, and goes on
// with the one that leaves until then; while nothing comes it plays the slate
// (clip.go), in time with the wall clock. splice.go puts a rung's own time on
// the program's. What comes out always has a picture and sound: a player that
// began with both stalls when one is missing.
package program
