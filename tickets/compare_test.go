package tickets

import (
	"fmt"
	"strings"
	"testing"
)

func TestCompare(t *testing.T) {
	ada := Ticket{Identity: "T1", Name: "Ada", Email: "ada@example.org", Status: Paid, Admits: true, Line: 2}
	bob := Ticket{Identity: "T2", Name: "Bob", Email: "bob@example.org", Status: Paid, Admits: true, Line: 3}
	with := func(k Ticket, change func(*Ticket)) Ticket { change(&k); return k }
	for _, tt := range []struct {
		name    string
		known   []Ticket
		export  []Ticket
		refused []Refusal
		want    string // added changed gone same
	}{
		{"the first round", nil, []Ticket{ada, bob}, nil, "[T1 T2] [] [] 0"},
		{"same rows again", []Ticket{ada, bob}, []Ticket{ada, bob}, nil, "[] [] [] 2"},
		{"same rows in another order", []Ticket{ada, bob}, []Ticket{with(bob, func(k *Ticket) { k.Line = 2 }), with(ada, func(k *Ticket) { k.Line = 3 })}, nil, "[] [] [] 2"},
		{"name changed", []Ticket{ada}, []Ticket{with(ada, func(k *Ticket) { k.Name = "Ada L." })}, nil, "[] [T1] [] 0"},
		{"e-mail changed", []Ticket{ada}, []Ticket{with(ada, func(k *Ticket) { k.Email = "b@b.c" })}, nil, "[] [T1] [] 0"},
		{"status cancelled", []Ticket{ada, bob}, []Ticket{ada, with(bob, func(k *Ticket) { k.Status = Cancelled })}, nil, "[] [T2] [] 1"},
		{"row gone", []Ticket{ada, bob}, []Ticket{bob}, nil, "[] [] [T1] 1"},
		{"a refused row is not gone", []Ticket{ada, bob}, []Ticket{bob}, []Refusal{{Line: 2, Identities: []string{"T1"}}}, "[] [] [] 2"},
		{"a refused row that was not known", []Ticket{bob}, []Ticket{bob}, []Refusal{{Line: 2, Identities: []string{"T1"}}}, "[] [] [] 1"},
		{"a second row of a known ticket, refused", []Ticket{ada}, []Ticket{ada}, []Refusal{{Line: 3, Identities: []string{"T1"}}}, "[] [] [] 1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			known := map[string]Digest{}
			for _, k := range tt.known {
				known[k.Identity] = k.Digest()
			}
			d := Compare(known, tt.export, tt.refused)
			ids := func(list []Ticket) (out []string) {
				for _, k := range list {
					out = append(out, k.Identity)
				}
				return out
			}
			if got := fmt.Sprint(ids(d.Added), ids(d.Changed), d.Gone, d.Same); got != tt.want {
				t.Errorf("added, changed, gone, same = %s, want %s", got, tt.want)
			}
			if len(known) != len(tt.known) {
				t.Errorf("Compare left %d of %d known tickets", len(known), len(tt.known))
			}
			if d.Empty() != strings.HasPrefix(tt.want, "[] [] [] ") {
				t.Errorf("Empty() = %t of %s", d.Empty(), tt.want)
			}
		})
	}
}
