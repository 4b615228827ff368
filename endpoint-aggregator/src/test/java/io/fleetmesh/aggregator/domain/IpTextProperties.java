package io.fleetmesh.aggregator.domain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class IpTextProperties {
    /** Many zero groups, so that runs of every length meet. */
    @Provide
    Arbitrary<List<Integer>> groups() {
        Arbitrary<Integer> group = Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(3, Arbitraries.just(0)),
                net.jqwik.api.Tuple.of(2, Arbitraries.integers().between(0, 0xffff)));
        return group.list().ofSize(8);
    }

    @Property
    void keepsTheAddressAndIsItsOwnCanonicalForm(@ForAll("groups") List<Integer> groups) throws UnknownHostException {
        String full = String.join(
                ":", groups.stream().map(group -> String.format("%04X", group)).toList());

        String canonical = IpText.canonical(full).orElseThrow();

        assertEquals(Optional.of(canonical), IpText.canonical(canonical));
        // A literal is never looked up by name.
        assertArrayEquals(
                InetAddress.getByName(full).getAddress(),
                InetAddress.getByName(canonical).getAddress());
    }

    @Property
    void compressesTheLongestRunOnceAndOnlyRunsOfTwo(@ForAll("groups") List<Integer> groups) {
        String plain =
                String.join(":", groups.stream().map(Integer::toHexString).toList());

        String canonical = IpText.canonical(plain).orElseThrow();

        assertEquals(canonical.indexOf("::"), canonical.lastIndexOf("::"));
        assertFalse(canonical.replace("::", "|").matches(".*(^|[:|])0:0([:|]|$).*") && !canonical.contains("::"));
        assertEquals(canonical.toLowerCase(java.util.Locale.ROOT), canonical);
    }

    @Property
    void everyIpv4IsItself(@ForAll byte a, @ForAll byte b, @ForAll byte c, @ForAll byte d) {
        String text = (a & 0xff) + "." + (b & 0xff) + "." + (c & 0xff) + "." + (d & 0xff);

        assertEquals(Optional.of(text), IpText.canonical(text));
        assertEquals(Optional.of(text), IpText.canonical("::ffff:" + text));
    }
}
