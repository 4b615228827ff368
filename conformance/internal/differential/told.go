package differential

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// onPurpose is how fleetctl marks what it knows to be meant so.
const onPurpose = "  on purpose: "

// faults are where `fleetctl compare` and this comparison, which knows the objects, do not agree: keys that it has no
// reason for and no row of the table either, and keys that differ on purpose which it does not tell.
func faults(output string, intended map[string]bool) []string {
	told, whole := toldBy(output)
	if !whole {
		return []string{"it did not come to its end: " + output}
	}
	var found []string
	for _, key := range slices.Sorted(maps.Keys(told)) {
		if !told[key] && !intended[key] {
			found = append(found, "tells a difference that is on nobody's purpose: "+key)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(intended)) {
		if _, is := told[key]; !is {
			found = append(found, "does not tell the difference of "+key)
		}
	}
	return found
}

// toldBy gives the keys that fleetctl tells, true of those that differ on purpose, and whether it has told all.
func toldBy(output string) (map[string]bool, bool) {
	told := map[string]bool{}
	last, whole := "", false
	for line := range strings.Lines(output) {
		text, _, meant := strings.Cut(strings.TrimSuffix(line, "\n"), onPurpose)
		one, isOne := strings.CutPrefix(text, "missing here   ")
		other, isOther := strings.CutPrefix(text, "missing there  ")
		both, isBoth := strings.CutPrefix(text, "differs        ")
		switch {
		case isOne:
			told[one] = meant
		case isOther:
			told[other] = meant
		case isBoth:
			last = both
			told[last] = true // unless a field of it is not
		case strings.HasPrefix(text, "    ") && !meant:
			told[last] = false
		case strings.HasPrefix(text, "! "):
			return told, false // not all is known
		}
		whole = strings.HasSuffix(text, " on purpose")
	}
	return told, whole
}

func count(told map[string]bool) string {
	meant := 0
	for _, is := range told {
		if is {
			meant++
		}
	}
	return fmt.Sprintf("%d differences, %d of them on purpose by what it sees in the values", len(told), meant)
}
