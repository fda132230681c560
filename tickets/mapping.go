package tickets

// A Field is one thing that we read of a row.
type Field string

// The fields. Where a field has several columns, they are joined (identity,
// name, type), or the first that is not empty counts (the others).
const (
	FieldIdentity   Field = "identity"    // what makes the ticket the same one in the next export
	FieldOrder      Field = "order"       // the order's number
	FieldStatus     Field = "status"      // paid or not; without it every row is paid
	FieldType       Field = "type"        // the kind of ticket
	FieldName       Field = "name"        // the attendee's name; first and last name where they are apart
	FieldEmail      Field = "email"       // the attendee's address
	FieldBuyerName  Field = "buyer-name"  // counts where the attendee's name is empty
	FieldBuyerEmail Field = "buyer-email" // counts where the attendee's address is empty
	FieldLanguage   Field = "language"
	FieldQuantity   Field = "quantity" // places in this row; without it, or empty, one
)

// Fields lists them in the order that the mapping page shows them in.
var Fields = []Field{FieldIdentity, FieldOrder, FieldStatus, FieldType, FieldName, FieldEmail, FieldBuyerName, FieldBuyerEmail, FieldLanguage, FieldQuantity}

// A Column names a column of the export by its header.
type Column struct {
	Name string `json:"name"`
	N    int    `json:"n,omitempty"`  // the how-manieth of that name; 0 is the first
	Of   int    `json:"of,omitempty"` // how many had that name when the mapping was confirmed; 0: one
}

// A Mapping says how to read a vendor's export. The organiser confirms it in
// the preview and it is kept, as JSON, with the feed.
type Mapping struct {
	Preset    string             `json:"preset"`
	Columns   map[Field][]Column `json:"columns"`
	Words     map[string]Status  `json:"words,omitempty"`     // status words besides the preset's, or against them; any case
	NoAdmit   []string           `json:"no_admit,omitempty"`  // types that let nobody in; any case
	Delimiter string             `json:"delimiter,omitempty"` // "," ";" or a tab, to force it; empty: found out
	Charset   string             `json:"charset,omitempty"`   // one of Charsets, to force it; empty: found out
}

// Guess makes the mapping of an export with this header. An empty preset is
// guessed too. It fails with an Invalid error that names what is missing.
func Guess(header []string, preset string) (Mapping, error) { return Mapping{}, nil }

// Resolve finds the mapping's columns in a header, as positions from 0. It
// fails with an Invalid error that names the missing ones: the header changed,
// or this is not the export.
func (m Mapping) Resolve(header []string) (map[Field][]int, error) { return nil, nil }
