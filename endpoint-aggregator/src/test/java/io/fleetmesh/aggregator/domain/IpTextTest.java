package io.fleetmesh.aggregator.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpTextTest {
    @ParameterizedTest
    @CsvSource({
        "10.3.1.10, 10.3.1.10",
        "0.0.0.0, 0.0.0.0",
        "255.255.255.255, 255.255.255.255",
        "FD00:10:3::000A, fd00:10:3::a",
        "fd00:10:3::1:a, fd00:10:3::1:a",
        "::, ::",
        "::1, ::1",
        "1::, 1::",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "0:0:1:1:1:1:1:1, ::1:1:1:1:1:1",
        "1:1:1:1:1:1:0:0, 1:1:1:1:1:1::",
        "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
        "::ffff:10.0.0.1, 10.0.0.1",
        "::FFFF:0a00:0001, 10.0.0.1",
        "::1.2.3.4, ::102:304",
        "64:ff9b::192.0.2.33, 64:ff9b::c000:221"
    })
    void canonicalTextIsWhatAgentsRecompute(String text, String canonical) {
        assertEquals(Optional.of(canonical), IpText.canonical(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "None",
                "10.3.1.999",
                "10.3.1",
                "10.3.1.1.1",
                "010.3.1.1",
                "10.3.1.",
                "+1.2.3.4",
                " 10.3.1.1",
                ":",
                ":::",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1::2::3",
                "1:2:3:4:5:6:7::8",
                ":1::2",
                "fe80::1%eth0",
                "12345::",
                "g::",
                "-1::",
                "1.2.3.4::",
                "::1.2.3.4:5",
                "::1.2.3.256",
                "fd00::/64"
            })
    void whatIsNoAddressIsRefused(String text) {
        assertEquals(Optional.empty(), IpText.canonical(text));
    }
}
