package expected

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	core "k8s.io/api/core/v1"

	"github.com/cilium/cilium/pkg/identity"
	ciliumv2 "github.com/cilium/cilium/pkg/k8s/apis/cilium.io/v2"
	ciliumv2alpha1 "github.com/cilium/cilium/pkg/k8s/apis/cilium.io/v2alpha1"
	"github.com/cilium/cilium/pkg/labels"
	nodes "github.com/cilium/cilium/pkg/node/types"
	"github.com/cilium/cilium/pkg/source"
)

const podNamespace = "io.kubernetes.pod.namespace"

// Address is what an agent keeps of an address.
type Address struct {
	Identity  identity.NumericIdentity
	Host      string
	Key       uint8
	Namespace string
	Pod       string
}

func (a Address) String() string {
	return fmt.Sprintf("identity %d of pod %s/%s at %s, key %d", a.Identity, a.Namespace, a.Pod, a.Host, a.Key)
}

// Entries are what an agent keeps of its peers' nodes, by cluster/name, identities and addresses, each in the words in which
// it is compared.
type Entries struct {
	Nodes      map[string]string
	Identities map[identity.NumericIdentity]string
	Addresses  map[string]string
}

// NewEntries has none yet.
func NewEntries() Entries {
	return Entries{
		Nodes:      map[string]string{},
		Identities: map[identity.NumericIdentity]string{},
		Addresses:  map[string]string{},
	}
}

// Size is how many there are.
func (e Entries) Size() int { return len(e.Nodes) + len(e.Identities) + len(e.Addresses) }

// Add takes over the entries of another.
func (e Entries) Add(other Entries) {
	maps.Copy(e.Nodes, other.Nodes)
	maps.Copy(e.Identities, other.Identities)
	maps.Copy(e.Addresses, other.Addresses)
}

// Clone shares nothing with it.
func (e Entries) Clone() Entries {
	clone := NewEntries()
	clone.Add(e)
	return clone
}

// Differences says, one line each, in what the entries that were learned differ from these.
func (e Entries) Differences(learned Entries) []string {
	problems := differ("node", e.Nodes, learned.Nodes)
	problems = append(problems, differ("identity", e.Identities, learned.Identities)...)
	return append(problems, differ("address", e.Addresses, learned.Addresses)...)
}

func differ[K cmp.Ordered](family string, want, known map[K]string) []string {
	all := maps.Clone(want)
	maps.Copy(all, known)
	var problems []string
	for _, key := range slices.Sorted(maps.Keys(all)) {
		wanted, expected := want[key]
		learned, there := known[key]
		switch {
		case !there:
			problems = append(problems, fmt.Sprintf("%s %v: not learned", family, key))
		case !expected:
			problems = append(problems, fmt.Sprintf("%s %v: learned, but no member has it", family, key))
		case wanted != learned:
			problems = append(problems, fmt.Sprintf("%s %v: %s, expected %s", family, key, learned, wanted))
		}
	}
	return problems
}

// NodeText leaves out only from where the node is known.
func NodeText(node nodes.Node) string {
	node.Source = source.Unspec
	text, err := json.Marshal(node)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

// LabelText does not depend on the order of the labels.
func LabelText(of labels.LabelArray) string { return string(of.Labels().SortedList()) }

// CiliumObjects are all of a member's objects of Cilium's own kinds. Its addresses are in Endpoints or in EndpointSlices, as its
// cilium-config says; the other is empty then.
type CiliumObjects struct {
	Namespaces     []core.Namespace
	Nodes          []ciliumv2.CiliumNode
	Identities     []ciliumv2.CiliumIdentity
	Endpoints      []ciliumv2.CiliumEndpoint
	EndpointSlices []ciliumv2alpha1.CiliumEndpointSlice
}

// EntriesOf gives what must be known of a member's objects of Cilium's own kinds. No two endpoints may have one address.
func EntriesOf(member Member, objects CiliumObjects) (Entries, error) {
	entries := NewEntries()
	open := openNamespaces(objects.Namespaces)
	for _, object := range objects.Nodes {
		node := parseNode(&object)
		node.Cluster, node.ClusterID = member.Name, member.ID
		entries.Nodes[node.Fullname()] = NodeText(node)
	}
	for _, object := range objects.Identities {
		number, err := strconv.ParseUint(object.Name, 10, 32)
		if err != nil {
			return entries, fmt.Errorf("CiliumIdentity %s: %w", object.Name, err)
		}
		id := identity.NumericIdentity(number)
		inRange := id >= identity.GetMinimalAllocationIdentity(member.ID) && id <= identity.GetMaximumAllocationIdentity(member.ID)
		if inRange && open[object.Labels[podNamespace]] && len(object.SecurityLabels) > 0 {
			entries.Identities[id] = LabelText(securityLabels(object.SecurityLabels))
		}
	}
	for _, endpoint := range objects.Endpoints {
		if open[endpoint.Namespace] {
			known := Address{Key: uint8(endpoint.Status.Encryption.Key), Namespace: endpoint.Namespace, Pod: endpoint.Name}
			if endpoint.Status.Identity != nil {
				known.Identity = identity.NumericIdentity(endpoint.Status.Identity.ID)
			}
			known.addTo(entries.Addresses, endpoint.Status.Networking)
		}
	}
	for _, slice := range objects.EndpointSlices {
		for _, endpoint := range slice.Endpoints {
			if open[slice.Namespace] {
				known := Address{
					Identity: identity.NumericIdentity(endpoint.IdentityID), Key: uint8(endpoint.Encryption.Key),
					Namespace: slice.Namespace, Pod: endpoint.Name,
				}
				known.addTo(entries.Addresses, endpoint.Networking)
			}
		}
	}
	return entries, nil
}

func securityLabels(texts map[string]string) labels.LabelArray {
	var all labels.LabelArray
	for key, value := range texts {
		from, name, _ := strings.Cut(key, ":")
		all = append(all, labels.NewLabel(name, value, from))
	}
	return all
}

// addTo adds it at each of an endpoint's addresses.
func (a Address) addTo(addresses map[string]string, networking *ciliumv2.EndpointNetworking) {
	if networking == nil {
		return
	}
	a.Host = networking.NodeIP
	for _, pair := range networking.Addressing {
		for _, ip := range []string{pair.IPV4, pair.IPV6} {
			if ip != "" {
				addresses[ip] = a.String()
			}
		}
	}
}
