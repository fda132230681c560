package tickets

// Gone says what it means that a known ticket is not in a complete export.
type Gone string

// The rules for gone tickets.
const (
	GoneWaits  Gone = "waits"  // it waits for somebody's yes
	GoneAfter3 Gone = "after3" // revoked after three rounds in a row without it
)

// A Preset is what is known of one vendor's export: header names in the
// languages that the vendor speaks, best first, and what its status words mean.
type Preset struct {
	Name    string               // "weemss": kept in Mapping.Preset
	Title   string               // "Weemss"
	Columns map[Field][][]string // the ways to read a field, best first; each is one or more header names
	Words   map[string]Status    // folded
	Gone    Gone
	Confirm bool // the header is not public: the columns are a guess that the organiser must look at
}

// Presets lists them in the order that the feed page offers them in.
func Presets() []Preset { return nil }

// PresetNamed returns the preset of that name.
func PresetNamed(name string) (Preset, bool) {
	for _, p := range Presets() {
		if p.Name == name {
			return p, true
		}
	}
	return Preset{}, false
}
