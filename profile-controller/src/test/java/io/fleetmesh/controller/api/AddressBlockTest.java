package io.fleetmesh.controller.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressBlockTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, address 192.0.2.1",
        "192.0.2.2, address 192.0.2.2",
        "::ffff:192.0.2.1, address 192.0.2.1",
        "2001:db8:a:b:0:0:0:1, address 2001:db8:a:b::/64",
        "2001:db8:a:b:ffff:ffff:ffff:ffff, address 2001:db8:a:b::/64",
        "2001:db8:a:c::1, address 2001:db8:a:c::/64",
        "fe80:0:0:0:0:0:0:1%eth0, address fe80:0:0:0::/64",
        "::1, address 0:0:0:0::/64"
    })
    void anAddressOfIpv4CountsByItselfAndOneOfIpv6WithItsNetwork(String address, String holder) {
        assertEquals(holder, AddressBlock.of(address));
    }

    @Test
    void whoHasNoneCountsToo() {
        assertEquals("address unknown", AddressBlock.of(null));
    }
}
