package generate

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"fleetmesh.io/conformance/internal/objects"
	"fleetmesh.io/conformance/internal/values"
)

func settings(seed uint64, families ...values.Family) Settings {
	return Settings{Seed: seed, Cluster: "src", ClusterID: 3, Families: families}
}

// told is everything that a generator asks for in so many bursts.
func told(t *testing.T, settings Settings, bursts int) string {
	g := New(settings)
	all := g.Namespaces()
	for burst := range bursts {
		all = append(all, g.Burst(400)...)
		fence, _ := g.Fence(burst)
		all = append(all, fence...)
	}
	text, err := json.Marshal(all)
	require.NoError(t, err)
	return string(text)
}

var everything = []values.Family{values.Services, values.Nodes, values.Identities, values.IPs, values.ServiceExports}

func TestASeedDecidesEverything(t *testing.T) {
	for _, slices := range []bool{false, true} {
		one := settings(7, everything...)
		one.EndpointSlices = slices
		require.Equal(t, told(t, one, 4), told(t, one, 4))
		other := one
		other.Seed++
		require.NotEqual(t, told(t, one, 4), told(t, other, 4))
	}
}

func TestAFamilyHasItsKindsAndNoOther(t *testing.T) {
	for family, kinds := range map[values.Family][]objects.Kind{
		values.Services:       {objects.Service, objects.EndpointSlice},
		values.Nodes:          {objects.CiliumNode},
		values.Identities:     {objects.CiliumIdentity},
		values.IPs:            {objects.CiliumEndpoint},
		values.ServiceExports: {objects.ServiceExport, objects.Service},
	} {
		g := New(settings(1, family))
		g.Namespaces()
		seen := map[objects.Kind]bool{}
		for _, change := range g.Burst(2_000) {
			seen[change.Key.Kind] = true
		}
		require.True(t, seen[objects.Namespace])
		require.Len(t, seen, len(kinds)+1, family)
		for _, kind := range kinds {
			require.True(t, seen[kind], kind)
		}
	}
}

// What is in a namespace must not be made before it, or stay when it goes.
func TestNothingHappensInANamespaceThatComesOrGoes(t *testing.T) {
	g := New(settings(3, everything...))
	there := map[string]bool{}
	for _, change := range g.Namespaces() {
		there[change.Key.Name] = true
	}
	inside := map[objects.Key]bool{}
	deleted := 0
	for range 60 {
		next := map[string]bool{}
		for _, change := range g.Burst(300) {
			key := change.Key
			switch {
			case key.Kind == objects.Namespace && change.Object == nil:
				deleted++
				there[key.Name] = false
				for other := range inside {
					require.NotEqual(t, key.Name, other.Namespace, other)
				}
			case key.Kind == objects.Namespace:
				next[key.Name] = true
			case key.Namespace != "":
				require.True(t, there[key.Namespace], change.What)
				if inside[key] = true; change.Object == nil {
					delete(inside, key)
				}
			}
		}
		for name := range next {
			there[name] = true
		}
	}
	require.Positive(t, deleted)
}

func TestOddCasesHappen(t *testing.T) {
	text := told(t, settings(1, everything...), 12)
	for _, odd := range []string{
		`"service.cilium.io/global":"tRUE"`, `"io.cilium/global-service":"true"`, `"service.cilium.io/shared":"yes"`,
		`"service.kubernetes.io/headless"`, `"service.kubernetes.io/service-proxy-name"`, `"type":"ExternalName"`,
		`"clusterIP":"None"`, `RequireDualStack`, mirroredBy, `"addressType":"FQDN"`, `::ffff:10.3.`, `70000`, `"zone":""`,
		`"What":"move slice"`, `"What":"delete namespace"`, `"serving":false`, `"terminating":true`, `example.org/label-59`,
		`nonsense`, `"security-labels":{}`, `10.3.1.999`, `fd00:10:4::g`, `"exportedLabels"`, longDomain + `/label-299":"` + longest,
		`"k8s:` + longDomain + `/label-199":`, `"exportedLabels":{"` + longDomain, `"clusterIP":"None","selector"`,
	} {
		require.True(t, strings.Contains(text, odd), odd)
	}
}

func TestFenceNamesWhatAStoreMustHold(t *testing.T) {
	g := New(settings(1, everything...))
	changes, marks := g.Fence(5)
	require.Len(t, marks, 6)
	for _, mark := range marks {
		_, err := values.ParseKey(mark.Key)
		require.NoError(t, err)
		require.Contains(t, mark.Text, "fence-5-end")
	}
	require.NotEmpty(t, changes)
	_, later := g.Fence(55)
	require.NotContains(t, later[0].Text, marks[0].Text)
}
