package io.fleetmesh.aggregator.domain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

class IpTextProperties {
    /** Many zero groups, so that runs of every length meet. */
    @Provide
    Arbitrary<List<Integer>> groups() {
        Arbitrary<Integer> group = Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.just(0)),
                Tuple.of(2, Arbitraries.integers().between(0, 0xffff)));
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
    void leavesOutTheLongestRunOfZerosAndNothingElse(@ForAll("groups") List<Integer> groups) {
        Assume.that(groups.get(5) != 0xffff);
        String plain = groups.stream().map(Integer::toHexString).collect(Collectors.joining(":"));
        int longest = longestRunOfZeros(groups);

        String canonical = IpText.canonical(plain).orElseThrow();

        long written = Arrays.stream(canonical.split(":", -1))
                .filter(group -> !group.isEmpty())
                .count();
        assertEquals(longest < 2 ? 8 : 8 - longest, written);
        assertEquals(longest >= 2, canonical.contains("::"));
    }

    private static int longestRunOfZeros(List<Integer> groups) {
        String zeros = groups.stream().map(group -> group == 0 ? "0" : "x").collect(Collectors.joining());
        return Arrays.stream(zeros.split("x+", -1))
                .mapToInt(String::length)
                .max()
                .orElse(0);
    }

    @Property
    void everyIpv4IsItself(@ForAll byte a, @ForAll byte b, @ForAll byte c, @ForAll byte d) {
        String text = (a & 0xff) + "." + (b & 0xff) + "." + (c & 0xff) + "." + (d & 0xff);

        assertEquals(Optional.of(text), IpText.canonical(text));
        assertEquals(Optional.of(text), IpText.canonical("::ffff:" + text));
    }
}
