package differential

import (
	"fmt"
	"strings"

	"fleetmesh.io/conformance/internal/objects"
	"fleetmesh.io/conformance/internal/values"
)

// shown is of how many keys the report tells everything.
const shown = 8

func (r *run) report(number int, found verdict) {
	fmt.Fprintf(r.out, "burst %d, seed %d: not equal within %s: %d differences, %d problems\n",
		number, r.settings.Generate.Seed, r.settings.Limit, len(found.differences), len(found.problems))
	for _, line := range append(found.late, found.problems[:min(len(found.problems), shown)]...) {
		fmt.Fprintf(r.out, "  %s\n", line)
	}
	told := map[string]bool{}
	for _, difference := range found.differences {
		if len(told) == shown && !told[difference.Key] {
			fmt.Fprintln(r.out, "  and more")
			return
		}
		fmt.Fprintf(r.out, "  %s\n", strings.ReplaceAll(difference.String(), "\n", "\n  "))
		if !told[difference.Key] {
			told[difference.Key] = true
			r.history(difference.Entry)
		}
	}
}

func (r *run) history(of values.Key) {
	for _, key := range r.world.Mentioned(related(of)) {
		for _, line := range r.world.History(key) {
			fmt.Fprintf(r.out, "      %s\n", line)
		}
	}
}

// related says which objects have to do with a key of the store.
func related(key values.Key) func(objects.Version, objects.Key) bool {
	namespace, name, _ := strings.Cut(key.Name, "/")
	switch key.Family {
	case values.Services, values.ServiceExports:
		return func(version objects.Version, of objects.Key) bool {
			switch of.Kind {
			case objects.Namespace:
				return of.Name == namespace
			case objects.EndpointSlice:
				return of.Namespace == namespace && version.CountsFor(name)
			default:
				return of.Namespace == namespace && of.Name == name
			}
		}
	default:
		return func(version objects.Version, of objects.Key) bool {
			return of.Name == key.Name || version.Mentions(`"`+key.Name+`"`)
		}
	}
}
