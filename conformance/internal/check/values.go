package check

import (
	"context"
	"fmt"

	"github.com/cilium/cilium/pkg/kvstore"

	"fleetmesh.io/conformance/internal/runfile"
	"fleetmesh.io/conformance/internal/storeview"
	"fleetmesh.io/conformance/internal/values"
)

// Values claims that each value of every member's store is what Cilium's own types make of it.
func (f *Fleet) Values() Check {
	return Check{Name: "values: decoded, valid and the same again", Run: func(ctx context.Context) Result {
		var result Result
		entries, newer := 0, 0
		for _, member := range f.readers() {
			held, err := holds(ctx, member)
			if err != nil {
				return failed(fmt.Errorf("store of %s: %w", member.Name, err))
			}
			if values.OfNewerCilium(held) {
				newer++ // the judge of that Cilium looks at it
				continue
			}
			entries += len(held)
			for _, problem := range values.Check(held) {
				result.Problems = append(result.Problems, "store of "+member.Name+": "+problem)
			}
		}
		result.Seen = fmt.Sprintf("%d stores, %d keys", len(f.readers())-newer, entries)
		if newer > 0 {
			result.Seen += fmt.Sprintf("; %d stores are for newer agents", newer)
		}
		return result
	}}
}

// holds is everything that a member's agents may read.
func holds(ctx context.Context, member runfile.Member) (map[string][]byte, error) {
	store, err := open(member)
	if err != nil {
		return nil, err
	}
	defer store.Close()
	limited, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return store.Read(limited, kvstore.BaseKeyPrefix+"/")
}

// open prepares a client of a member's store that comes as its agents do.
func open(member runfile.Member) (*storeview.Store, error) {
	return storeview.Open(storeview.Access{
		Endpoint:             member.MeshStore,
		CertificateAuthority: member.CertificateAuthority,
		Certificate:          member.ClientCertificate,
		Key:                  member.ClientKey,
	})
}
