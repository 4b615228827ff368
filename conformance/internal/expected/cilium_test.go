package expected

import (
	"testing"

	"github.com/cilium/cilium/api/v1/models"
	ciliumv2 "github.com/cilium/cilium/pkg/k8s/apis/cilium.io/v2"
	ciliumv2alpha1 "github.com/cilium/cilium/pkg/k8s/apis/cilium.io/v2alpha1"
	"github.com/stretchr/testify/require"
	core "k8s.io/api/core/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
)

func TestAddressesAreTheSameByEndpointsAndBySlices(t *testing.T) {
	networking := &ciliumv2.EndpointNetworking{
		NodeIP: "172.18.0.3", Addressing: ciliumv2.AddressPairList{{IPV4: "10.3.1.10", IPV6: "fd00::a"}},
	}
	encryption := ciliumv2.EncryptionSpec{Key: 5}
	byEndpoints := ciliumv2.CiliumEndpoint{
		ObjectMeta: meta.ObjectMeta{Name: "cart-0", Namespace: "shop"},
		Status: ciliumv2.EndpointStatus{
			Identity: &ciliumv2.EndpointIdentity{ID: 196908}, Networking: networking, Encryption: encryption,
		},
	}
	bySlice := ciliumv2alpha1.CiliumEndpointSlice{
		Namespace: "shop",
		Endpoints: []ciliumv2alpha1.CoreCiliumEndpoint{
			{Name: "cart-0", IdentityID: 196908, Networking: networking, Encryption: encryption, NamedPorts: models.NamedPorts{}},
			{Name: "starting", IdentityID: 196908},
		},
	}
	const want = "identity 196908 of pod shop/cart-0 at 172.18.0.3, key 5"
	for _, objects := range []CiliumObjects{
		{Endpoints: []ciliumv2.CiliumEndpoint{byEndpoints}},
		{EndpointSlices: []ciliumv2alpha1.CiliumEndpointSlice{bySlice}},
	} {
		objects.Namespaces = []core.Namespace{namespace()}
		entries, err := EntriesOf(east, objects)
		require.NoError(t, err)
		require.Equal(t, map[string]string{"10.3.1.10": want, "fd00::a": want}, entries.Addresses)

		objects.Namespaces[0].Annotations = map[string]string{"clustermesh.cilium.io/global": "false"}
		entries, err = EntriesOf(east, objects)
		require.NoError(t, err)
		require.Empty(t, entries.Addresses)
	}
}
