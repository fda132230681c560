// Package program is one stage's output: it takes the samples of the rung on
// air, fills gaps with the slate, rebases time and marks discontinuities.
//
// A Program (program.go) is told which rung to show and which streams its
// rungs have. It reads those it needs (input.go), changes at a key frame of
// the rung that comes, and goes on with the one that leaves until then; while
// nothing comes it plays the slate (clip.go; slate.go has one of ours).
// splice.go puts a rung's own time on media time, line.go writes: what comes
// out is runs without a seam, always of a picture and sound, with silence
// (silence.go) where sound is missing, since a player stalls without one.
//
// Media time never goes back. It goes as the encoder's clock goes, and is never
// far from the machine's. An encoder whose clock is slow falls behind, 1.8 s in
// ten hours at 50 ppm; past 2.7 s a discontinuity at a key frame puts it right,
// and PROGRAM-DATE-TIME with it. One whose clock is fast, or whose line brings
// what piled up when the slate has covered the stall, gets ahead: by more than
// two seconds never, and past 1.25 s it loses all of it, half a second at a key
// frame (rhythm.go). While the slate is shown media time goes as the machine's
// clock does, at half speed when it is ahead, until it is not.
package program
