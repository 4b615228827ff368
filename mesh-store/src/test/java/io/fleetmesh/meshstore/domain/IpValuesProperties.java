package io.fleetmesh.meshstore.domain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fleetmesh.contract.MeshRecord.IpRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class IpValuesProperties {
    /** @param pod empty for a removal; one with a quote is kept in the compact form */
    record Step(String ip, Optional<String> pod) {
        byte[] packed() {
            return new IpForm()
                    .pack(new IpRecord(ip, Optional.empty(), 1, 0, "shop", pod.orElseThrow(), Optional.empty()));
        }
    }

    @Property
    void itIsAMapLikeAnother(@ForAll("steps") List<Step> steps) {
        Map<String, byte[]> one = new IpValues();
        Map<String, byte[]> other = new HashMap<>();

        for (Step step : steps) {
            if (step.pod().isPresent()) {
                byte[] packed = step.packed();
                assertArrayEquals(other.put(step.ip(), packed), one.put(step.ip(), packed));
            } else {
                assertArrayEquals(other.remove(step.ip()), one.remove(step.ip()));
            }
            assertArrayEquals(other.get(step.ip()), one.get(step.ip()));
        }

        assertEquals(other.keySet(), one.keySet());
        assertEquals(other.size(), one.size());
        other.forEach((ip, packed) -> assertArrayEquals(packed, one.get(ip)));
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        // Many addresses that begin alike, and end in others' beginnings.
        Arbitrary<String> ips = Arbitraries.of("10.0.0.1", "10.0.0.11", "10.0.0.111", "fd00::1", "fd00::11", "0.0.0.1");
        Arbitrary<Optional<String>> pods =
                Arbitraries.of("cart", "cart-1", "ca\"rt").optional();
        return Combinators.combine(ips, pods).as(Step::new).list().ofMaxSize(60);
    }
}
