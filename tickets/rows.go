package tickets

import (
	"bufio"
	"bytes"
	"io"

	"stagedoor"
)

const (
	maxRow     = 64 << 10 // bytes of one row; a real one has less than one KB
	maxColumns = 1000     // an export with a column per answer has a hundred
	keptRaw    = 1 << 10  // bytes of a row that we keep to show it
)

// rows splits CSV text into rows. It differs from encoding/csv in what it does
// with what is wrong: a stray quote costs its row and no other, a row has a
// bound, and the row can be shown as it stands. What encoding/csv reads
// without an error, rows reads alike (FuzzRows).
type rows struct {
	in    *bufio.Reader
	comma byte
	lines int // read so far

	fields []string // of the row; good until the next one
	start  int      // the line that the row starts on
	stray  bool     // a quote stands where none may: fields are not to be trusted
	ended  bool     // the file ended within the row's last line, before a line break
	raw    []byte   // the row as it stands, its first keptRaw bytes

	buf  []byte // the fields' text, one after the other
	ends []int  // where each field ends in buf
}

func newRows(in *bufio.Reader, comma byte) *rows { return &rows{in: in, comma: comma} }

// The states within a row.
const (
	atStart  = iota // of a field
	plain           // in a field without quotes
	quoted          // in a quoted field
	pastQuot        // behind a quote in a quoted field: its end, or the first of two
	lost            // behind a stray quote: the rest of the line is skipped
)

// next reads the next row that is not blank. It returns io.EOF after the last
// one, and an Invalid error for what cannot be a row at all.
func (r *rows) next() error {
	for {
		err := r.read()
		if err != nil {
			return err
		}
		if len(r.ends) > 1 || len(r.buf) > 0 || len(bytes.TrimRight(r.raw, "\r\n")) > 0 {
			break
		}
	}
	text := string(r.buf)
	r.fields = r.fields[:0]
	from := 0
	for _, to := range r.ends {
		r.fields = append(r.fields, text[from:to])
		from = to
	}
	return nil
}

func (r *rows) read() error {
	r.buf, r.ends, r.raw = r.buf[:0], r.ends[:0], r.raw[:0]
	r.start, r.stray, r.ended = r.lines+1, false, false
	state, size := atStart, 0
	for {
		chunk, err := r.in.ReadSlice('\n')
		if size += len(chunk); size > maxRow {
			return stagedoor.Errorf(stagedoor.Invalid, "The row on line %d does not end within %d characters: a quote there is not closed. Nothing was changed.", r.start, maxRow)
		}
		if n := keptRaw - len(r.raw); n > 0 {
			r.raw = append(r.raw, chunk[:min(n, len(chunk))]...)
		}
		state = r.scan(state, chunk)
		if len(r.ends) >= maxColumns {
			return stagedoor.Errorf(stagedoor.Invalid, "The row on line %d has more than %d columns. This is not the export. Nothing was changed.", r.start, maxColumns)
		}
		switch {
		case err == bufio.ErrBufferFull:
			continue
		case err == io.EOF && size == 0:
			return io.EOF
		case err == io.EOF && state == quoted:
			return stagedoor.Errorf(stagedoor.Invalid, "The export is cut off: a quote on line %d is not closed. Nothing was changed.", r.start)
		case err != nil && err != io.EOF:
			return err
		}
		r.lines++
		if err == nil && state == quoted {
			continue // the field goes on in the next line
		}
		r.endRow(state)
		r.ended = err == io.EOF
		return nil
	}
}

// scan takes the next bytes of a row and returns the state behind them. A line
// break only ever is the last byte.
func (r *rows) scan(state int, chunk []byte) int {
	for i := 0; i < len(chunk); i++ {
		b := chunk[i]
		switch state {
		case atStart:
			if b == '"' {
				state = quoted
				continue
			}
			state = plain
			fallthrough
		case plain:
			if b == r.comma {
				r.ends = append(r.ends, len(r.buf))
				state = atStart
				continue
			}
			if b != '\n' {
				r.buf = append(r.buf, b)
			}
		case quoted:
			j := bytes.IndexByte(chunk[i:], '"')
			if j < 0 {
				j = len(chunk) - i
			} else {
				state = pastQuot
			}
			r.buf = append(r.buf, chunk[i:i+j]...)
			if n := len(r.buf); state == quoted && n > r.from()+1 && r.buf[n-1] == '\n' && r.buf[n-2] == '\r' {
				r.buf = append(r.buf[:n-2], '\n')
			}
			i += j
		case pastQuot:
			switch {
			case b == '"':
				r.buf = append(r.buf, '"')
				state = quoted
			case b == r.comma:
				r.ends = append(r.ends, len(r.buf))
				state = atStart
			case b == '\n', b == '\r':
			default:
				r.stray, state = true, lost
			}
		case lost:
		}
	}
	return state
}

// endRow ends the row's last field.
func (r *rows) endRow(state int) {
	if n := len(r.buf); state == plain && n > r.from() && r.buf[n-1] == '\r' {
		r.buf = r.buf[:n-1]
	}
	r.ends = append(r.ends, len(r.buf))
}

// from is where the field that is being read starts in buf.
func (r *rows) from() int {
	if n := len(r.ends); n > 0 {
		return r.ends[n-1]
	}
	return 0
}
