package intended

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const disputed = "10.0.0.1"

func port(name string, number int) string {
	return fmt.Sprintf(`%q:{"Protocol":"TCP","Port":%d}`, name, number)
}

// backends is a Service with one backend.
func backends(address string, ports ...string) string {
	return fmt.Sprintf(`%s"backends":{%q:{%s}}}`, head, address, strings.Join(ports, ","))
}

func none() string { return head + `"backends":{}}` }

func hostnames(address, name string) string {
	return fmt.Sprintf(`%s"backends":{},"hostnames":{%q:%q}}`, head, address, name)
}

func zones(address, zone string) string {
	return fmt.Sprintf(`%s"backends":{},"zones":{%q:{"zone":%q,"forZones":[]}}}`, head, address, zone)
}

func TestAddressInSeveralSlices(t *testing.T) {
	w := newWorld(t)
	w.slice("a", "cart", 1, at(disputed))
	w.slice("b", "cart", 2, at(disputed))
	all := backends(disputed, port("pa", 1), port("same", 1), port("pb", 2))

	require.Equal(t, []string{conflicting}, w.cases(cart, backends(disputed, port("pa", 1), port("same", 1)), all))
	require.Equal(t, []string{conflicting}, w.cases(cart, backends(disputed, port("pb", 2), port("same", 2)), all))
	require.Equal(t, []string{""}, w.cases(cart, backends(disputed, port("pa", 1), port("same", 2)), all), "ports of no slice")
	require.Equal(t, []string{""}, w.cases(cart, none(), all), "a native side that lost it")
	require.Equal(t, []string{""}, w.cases(cart, backends(disputed, port("pa", 1), port("same", 1)), none()), "a Fleetmesh that lost it")
	require.Equal(t, []string{""}, w.cases(cart, backends(disputed, port("pa", 1), port("same", 1)),
		backends(disputed, port("pa", 1), port("same", 2), port("pb", 2))), "the second slice must not decide")
	require.Equal(t, []string{""}, w.cases(cart, backends("10.0.0.2", port("pa", 1)), backends("10.0.0.2", port("pb", 2))), "another address")
}

func TestAddressOfWhichOnlyOneSliceServesIsNotContested(t *testing.T) {
	w := newWorld(t)
	w.slice("a", "cart", 1, at(disputed))
	w.slice("b", "cart", 2, idle(at(disputed)))
	w.slice("c", "other", 3, at(disputed))
	require.Equal(t, []string{""}, w.cases(cart, backends(disputed, port("pb", 2), port("same", 2)), backends(disputed, port("pa", 1), port("same", 1))))
}

func TestHostnameAndZoneOfSeveralSlices(t *testing.T) {
	w := newWorld(t)
	first, second := named("x", at(disputed)), named("y", at(disputed))
	first.Zone, second.Zone = pointer("z1"), pointer("z2")
	w.slice("a", "cart", 1, first)
	w.slice("b", "cart", 2, second)
	require.Equal(t, []string{conflicting}, w.cases(cart, hostnames(disputed, "y"), hostnames(disputed, "x")))
	require.Equal(t, []string{""}, w.cases(cart, hostnames(disputed, "x"), hostnames(disputed, "y")), "the first slice decides")
	require.Equal(t, []string{""}, w.cases(cart, hostnames(disputed, "w"), hostnames(disputed, "x")))
	require.Equal(t, []string{""}, w.cases(cart, hostnames(disputed, "y"), none()), "one must be there")
	require.Equal(t, []string{conflicting}, w.cases(cart, zones(disputed, "z2"), zones(disputed, "z1")))
	require.Equal(t, []string{""}, w.cases(cart, zones(disputed, "z1"), zones(disputed, "z2")))
}

func TestAddressTwiceInASlice(t *testing.T) {
	w := newWorld(t)
	w.slice("a", "cart", 1, at(disputed), idle(at(disputed)))
	served := backends(disputed, port("pa", 1), port("same", 1))
	require.Equal(t, []string{twice}, w.cases(cart, none(), served))
	require.Equal(t, []string{""}, w.cases(cart, served, none()))

	w.slice("a", "cart", 1, named("x", at(disputed)), named("y", at(disputed)))
	require.Equal(t, []string{twice}, w.cases(cart, hostnames(disputed, "y"), hostnames(disputed, "x")))
	require.Equal(t, []string{""}, w.cases(cart, hostnames(disputed, "x"), hostnames(disputed, "y")))
	require.Equal(t, []string{""}, w.cases(cart, none(), served), "the last serves")

	w.slice("a", "cart", 1, at(disputed), at("10.0.0.2"))
	require.Equal(t, []string{""}, w.cases(cart, none(), served), "once only")
}

func TestSliceThatLeft(t *testing.T) {
	w := newWorld(t)
	w.service(plain)
	w.slice("a", "cart", 1, at(disputed))
	kept := backends(disputed, port("pa", 1), port("same", 1))
	w.burst++
	w.slice("a", "other", 1, at(disputed))
	require.Equal(t, []string{left}, w.cases(cart, kept, none()))
	require.Equal(t, []string{""}, w.cases(cart, backends(disputed, port("pa", 2), port("same", 2)), none()), "ports it never had")
	require.Equal(t, []string{""}, w.cases(cart, none(), kept), "a Fleetmesh that kept it")
	require.Equal(t, []string{""}, w.cases(cart, backends("10.0.0.2", port("pa", 1)), none()), "another address")

	w.burst++
	reached := w.revision
	w.revision = 1 // the Service's own is the next, as it was
	w.service(plain)
	w.revision = reached
	require.Equal(t, []string{left}, w.cases(cart, kept, none()), "nobody was told of a change")
	w.service(plain)
	require.Equal(t, []string{""}, w.cases(cart, kept, none()), "the Service was looked at since")
}

func TestSliceThatLeftIsForgottenWhenAnotherComes(t *testing.T) {
	w := newWorld(t)
	w.slice("a", "cart", 1, at(disputed))
	w.burst++
	w.slice("a", "other", 1, at(disputed))
	w.slice("b", "cart", 2, at("10.0.0.2"))
	kept := backends(disputed, port("pa", 1), port("same", 1))
	require.Equal(t, []string{left}, w.cases(cart, kept, none()), "which came first is not known")
	w.burst++
	w.slice("b", "cart", 3, at("10.0.0.2"))
	require.Equal(t, []string{""}, w.cases(cart, kept, none()))
}

func TestSliceThatIsDeletedOrMirroredLeavesNothingBehind(t *testing.T) {
	kept := backends(disputed, port("pa", 1), port("same", 1))
	w := newWorld(t)
	w.slice("a", "cart", 1, at(disputed))
	w.burst++
	w.put(sliceKey("a"), nil)
	require.Equal(t, []string{""}, w.cases(cart, kept, none()))

	// Deleted and there again for another Service, it may look as if it had moved.
	w.slice("a", "other", 1, at(disputed))
	require.Equal(t, []string{left}, w.cases(cart, kept, none()))
	w.slice("a", "cart", 1, at(disputed))
	require.Equal(t, []string{""}, w.cases(cart, backends(disputed, port("pa", 9)), kept), "it is back")
}

func TestMappedAddress(t *testing.T) {
	w := newWorld(t)
	w.slice("a", "cart", 1, at("::ffff:10.0.0.1"))
	asIPv6 := backends("::ffff:10.0.0.1", port("pa", 1), port("same", 1))
	asIPv4 := backends(disputed, port("pa", 1), port("same", 1))
	require.Equal(t, []string{mapped, mapped}, w.cases(cart, asIPv6, asIPv4))
	require.Equal(t, []string{""}, w.cases(cart, asIPv6, none()), "it must be there as IPv4")
	require.Contains(t, w.cases(cart, asIPv6, backends(disputed, port("pa", 2), port("same", 1))), "")
	w.slice("a", "cart", 1, at(disputed))
	require.Equal(t, []string{"", ""}, w.cases(cart, asIPv6, asIPv4), "nobody wrote it so")
}

func TestNumberThatIsNoPort(t *testing.T) {
	for number, cut := range map[int32]int{0: 0, -1: 65535, 70_000: 4464} {
		w := newWorld(t)
		w.slice("a", "cart", number, at(disputed))
		native := backends(disputed, port("pa", cut), port("same", cut))
		require.Equal(t, []string{badPort}, w.cases(cart, native, backends(disputed)), number)
		require.Equal(t, []string{""}, w.cases(cart, native, none()), "the address stays")
		require.Equal(t, []string{""}, w.cases(cart, native, backends(disputed, port("pa", 1))), number)
		require.Equal(t, []string{""}, w.cases(cart, backends(disputed, port("pa", 1)), backends(disputed)), number)
	}
	w := newWorld(t)
	w.slice("a", "cart", 65_535, at(disputed))
	require.Equal(t, []string{""}, w.cases(cart, backends(disputed, port("pa", 65_535), port("same", 65_535)), backends(disputed)))
}
