package intended

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	core "k8s.io/api/core/v1"
)

// frontends is a Service with the same port at each address.
func frontends(number int, addresses ...string) string {
	var entries []string
	for _, address := range addresses {
		entries = append(entries, fmt.Sprintf("%q:{%s}", address, port("", number)))
	}
	return fmt.Sprintf(`{"cluster":"src","frontends":{%s}}`, strings.Join(entries, ","))
}

func TestClusterIPWrittenInAnotherWay(t *testing.T) {
	w := newWorld(t)
	w.service(func(service *core.Service) { service.Spec.ClusterIPs = []string{"FD00::A", "10.96.0.1"} })
	odd, canonical := frontends(1, "FD00::A", "10.96.0.1"), frontends(1, "fd00::a", "10.96.0.1")
	require.Equal(t, []string{oddFrontend, oddFrontend}, w.cases(cart, odd, canonical))
	require.Equal(t, []string{""}, w.cases(cart, odd, frontends(1, "10.96.0.1")), "it must be there")
	require.NotContains(t, w.cases(cart, odd, strings.Replace(canonical, "1}}", "2}}", 1)), oddFrontend, "with the same ports")
	require.Equal(t, []string{"", ""}, w.cases(cart, frontends(1, "FD00::B", "10.96.0.1"), frontends(1, "fd00::b", "10.96.0.1")), "nobody wrote it")
	require.Equal(t, []string{""}, w.cases(cart, frontends(1, "FD00::A", "10.96.0.1"), frontends(1, "FD00::A")), "another frontend")
	require.Equal(t, []string{"", ""}, w.cases(cart, canonical, odd), "the other way round")
}

func TestClusterIPWithLeadingZeros(t *testing.T) {
	w := newWorld(t)
	w.service(func(service *core.Service) { service.Spec.ClusterIPs = []string{"10.96.7.015"} })
	require.Equal(t, []string{oddFrontend}, w.cases(cart, frontends(1, "10.96.7.015"), frontends(1)))
	require.Equal(t, []string{""}, w.cases(cart, frontends(1), frontends(1, "10.96.7.015")))
	require.Equal(t, []string{""}, w.cases(cart, frontends(1, "10.96.7.016"), frontends(1)))
	w.service(func(service *core.Service) { service.Spec.ClusterIPs = []string{"10.96.7.15"} })
	require.Equal(t, []string{""}, w.cases(cart, frontends(1, "10.96.7.15"), frontends(1)), "nothing is odd about it")
}
