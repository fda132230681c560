package rtmp

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// The AMF0 type markers, AMF 0 specification 2.1.
const (
	amfNumber      = 0
	amfBoolean     = 1
	amfString      = 2
	amfObject      = 3
	amfNull        = 5
	amfUndefined   = 6
	amfReference   = 7
	amfECMAArray   = 8
	amfObjectEnd   = 9
	amfStrictArray = 10
	amfDate        = 11
	amfLongString  = 12
	amfUnsupported = 13
	amfXML         = 15
	amfTypedObject = 16
)

// Bounds of what a peer may make us build: a connect command has one object
// of some ten properties, onMetaData one of thirty.
const (
	maxAMFDepth  = 8
	maxAMFValues = 1024
)

var errAMF = errors.New("AMF0: the data is not well formed")

// A property of an object; objects keep their order, since some encoders
// want it kept.
type property struct {
	name  string
	value any
}

// An object is AMF0's object or ECMA array.
type object []property

// get returns a property's value, or nil.
func (o object) get(name string) any {
	for _, p := range o {
		if p.name == name {
			return p.value
		}
	}
	return nil
}

// text returns a property that is a string, or "".
func (o object) text(name string) string {
	s, _ := o.get(name).(string)
	return s
}

// An amfReader reads values: float64, bool, string, object, []any, and nil
// for null, undefined and what has no use here.
type amfReader struct {
	data   []byte
	values int
}

// decodeAMF reads all values of a command or data message.
func decodeAMF(data []byte) ([]any, error) {
	r := &amfReader{data: data}
	var out []any
	for len(r.data) > 0 {
		v, err := r.value(0)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

func (r *amfReader) take(n int) ([]byte, error) {
	if n < 0 || n > len(r.data) {
		return nil, errAMF
	}
	b := r.data[:n]
	r.data = r.data[n:]
	return b, nil
}

func (r *amfReader) value(depth int) (any, error) {
	if r.values++; r.values > maxAMFValues || depth > maxAMFDepth {
		return nil, fmt.Errorf("AMF0: more than %d values or %d levels", maxAMFValues, maxAMFDepth)
	}
	marker, err := r.take(1)
	if err != nil {
		return nil, err
	}
	switch marker[0] {
	case amfNumber:
		return r.number()
	case amfBoolean:
		b, err := r.take(1)
		return err == nil && b[0] != 0, err
	case amfString:
		return r.text(2)
	case amfLongString, amfXML:
		return r.text(4)
	case amfObject:
		return r.object(depth)
	case amfECMAArray:
		if _, err := r.take(4); err != nil { // a count that many encoders get wrong
			return nil, err
		}
		return r.object(depth)
	case amfStrictArray:
		return r.array(depth)
	case amfDate:
		v, err := r.number()
		if err == nil {
			_, err = r.take(2) // a time zone that must be zero
		}
		return v, err
	case amfTypedObject:
		if _, err := r.text(2); err != nil { // its class
			return nil, err
		}
		return r.object(depth)
	case amfReference:
		_, err := r.take(2)
		return nil, err
	case amfNull, amfUndefined, amfUnsupported:
		return nil, nil
	}
	return nil, fmt.Errorf("AMF0: type %d", marker[0])
}

func (r *amfReader) number() (float64, error) {
	b, err := r.take(8)
	if err != nil {
		return 0, err
	}
	return math.Float64frombits(binary.BigEndian.Uint64(b)), nil
}

// text reads a string behind its length of 2 or 4 bytes.
func (r *amfReader) text(lengthBytes int) (string, error) {
	b, err := r.take(lengthBytes)
	if err != nil {
		return "", err
	}
	n := 0
	for _, c := range b {
		n = n<<8 | int(c)
	}
	s, err := r.take(n)
	return string(s), err
}

func (r *amfReader) object(depth int) (object, error) {
	o := object{}
	for {
		name, err := r.text(2)
		if err != nil {
			return nil, err
		}
		if name == "" && len(r.data) > 0 && r.data[0] == amfObjectEnd {
			r.data = r.data[1:]
			return o, nil
		}
		v, err := r.value(depth + 1)
		if err != nil {
			return nil, err
		}
		o = append(o, property{name, v})
	}
}

func (r *amfReader) array(depth int) ([]any, error) {
	b, err := r.take(4)
	if err != nil {
		return nil, err
	}
	var out []any
	for n := binary.BigEndian.Uint32(b); n > 0; n-- { // value bounds how many
		v, err := r.value(depth + 1)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

// encodeAMF writes values as decodeAMF reads them; an int is a number.
func encodeAMF(values ...any) []byte {
	var b []byte
	for _, v := range values {
		b = appendAMF(b, v)
	}
	return b
}

func appendAMF(b []byte, v any) []byte {
	switch v := v.(type) {
	case float64:
		return binary.BigEndian.AppendUint64(append(b, amfNumber), math.Float64bits(v))
	case int:
		return appendAMF(b, float64(v))
	case bool:
		if v {
			return append(b, amfBoolean, 1)
		}
		return append(b, amfBoolean, 0)
	case string:
		if len(v) > math.MaxUint16 {
			b = binary.BigEndian.AppendUint32(append(b, amfLongString), uint32(len(v)))
			return append(b, v...)
		}
		return appendName(append(b, amfString), v)
	case object:
		b = append(b, amfObject)
		for _, p := range v {
			b = appendAMF(appendName(b, p.name), p.value)
		}
		return append(b, 0, 0, amfObjectEnd)
	case []any:
		b = binary.BigEndian.AppendUint32(append(b, amfStrictArray), uint32(len(v)))
		for _, e := range v {
			b = appendAMF(b, e)
		}
		return b
	}
	return append(b, amfNull)
}

func appendName(b []byte, s string) []byte {
	b = binary.BigEndian.AppendUint16(b, uint16(len(s)))
	return append(b, s...)
}
