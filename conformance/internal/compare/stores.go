// Package compare says in what two stores differ that were filled from the same cluster.
package compare

import (
	"bytes"
	"fmt"
	"maps"
	"slices"

	"fleetmesh.io/conformance/internal/jsondiff"
	"fleetmesh.io/conformance/internal/values"
)

// Difference is one place of one key. Where a key is on one side only, or is no JSON, the place is the whole.
type Difference struct {
	Key   string
	Entry values.Key
	Place jsondiff.Place
	// Native and Fleetmesh are what stands at the place; nil if nothing does.
	Native    any
	Fleetmesh any
	// NativeValue and FleetmeshValue are the whole values; nil if the key is not there.
	NativeValue    []byte
	FleetmeshValue []byte
}

func (d Difference) String() string {
	return fmt.Sprintf("%s %s\n  native:    %s\n  fleetmesh: %s", d.Key, d.Place, show(d.Native), show(d.Fleetmesh))
}

// IsWhole is true of a key that is on one side only.
func (d Difference) IsWhole() bool { return d.NativeValue == nil || d.FleetmeshValue == nil }

// Stores gives all differences, ordered by key. Of canaries only the keys are compared, not the times in them.
func Stores(native, fleetmesh map[string][]byte) []Difference {
	all := map[string][]byte{}
	maps.Copy(all, native)
	maps.Copy(all, fleetmesh)
	var found []Difference
	for _, key := range slices.Sorted(maps.Keys(all)) {
		found = append(found, of(key, native, fleetmesh)...)
	}
	return found
}

func of(key string, native, fleetmesh map[string][]byte) []Difference {
	entry, _ := values.ParseKey(key) // what is none is compared like any other
	one, here := native[key]
	other, there := fleetmesh[key]
	whole := Difference{Key: key, Entry: entry, NativeValue: one, FleetmeshValue: other}
	if here {
		whole.Native = string(one)
	}
	if there {
		whole.Fleetmesh = string(other)
	}
	switch {
	case here != there:
		return []Difference{whole}
	case bytes.Equal(one, other) || entry.Family == values.Synced:
		return nil
	}
	places, err := jsondiff.Of(one, other)
	if err != nil {
		return []Difference{whole}
	}
	var found []Difference
	for _, place := range places {
		each := whole
		each.Place, each.Native, each.Fleetmesh = place.Place, place.Left, place.Right
		found = append(found, each)
	}
	return found
}

func show(value any) string {
	if value == nil {
		return "nothing"
	}
	return fmt.Sprint(value)
}
