package io.fleetmesh.controller.domain.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/24,     10.0.0.128/25,   true,  true",
        "10.0.0.128/25,   10.0.0.0/24,     true,  false",
        "10.0.0.0/24,     10.0.1.0/24,     false, false",
        "0.0.0.0/0,       255.255.255.255/32, true, true",
        "10.0.0.77/24,    10.0.0.1/32,     true,  true",
        "fd00::/64,       fd00::1:0/112,   true,  true",
        "fd00::/64,       fd00:0:0:1::/64, false, false",
        "::/0,            ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128, true, true",
        "8000::/1,        7fff::/16,       false, false",
        "::10.0.0.0/120,  10.0.0.0/24,     false, false",
        "1:2:3:4:5:6:7:8/128, 1:2:3:4:5:6:7::/112, true, false"
    })
    void rangesOfOneFamilyOverlapWhereTheyShareAnAddress(String one, String other, boolean overlap, boolean contains) {
        Cidr first = Cidr.of(one).orElseThrow();
        Cidr second = Cidr.of(other).orElseThrow();

        assertEquals(overlap, first.overlaps(second));
        assertEquals(overlap, second.overlaps(first));
        assertEquals(contains, first.contains(second));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.0",
                "10.0.0/24",
                "10.0.0.0/33",
                "10.0.0.0/",
                "10.0.0.0/-1",
                "10.0.0.256/8",
                "a/8",
                "fd00::/129",
                "fd00/64",
                "::1::/64",
                "1:2:3:4:5:6:7:8:9/64",
                "12345::/64",
                "fd00::%eth0/64",
                "10.0.0.0/ 8",
                "/8",
                "::1.2.3/64",
                "fd00::a.1/128"
            })
    void whatIsNoRangeIsNone(String text) {
        assertTrue(Cidr.of(text).isEmpty(), text);
    }
}
