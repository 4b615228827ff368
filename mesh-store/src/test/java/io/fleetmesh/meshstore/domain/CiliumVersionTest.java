package io.fleetmesh.meshstore.domain;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CiliumVersionTest {
    @ParameterizedTest
    @ValueSource(strings = {"1.20.0", "v1.20.2", "1.20", "1.20.0-rc.1", "1.21.3+build", "2.0.0"})
    void agentsOf120AndNewerReadSlices(String version) {
        assertTrue(CiliumVersion.readsSlices(version));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.19.7", "v1.18.10", "0.20.0", "", "latest", "1", "1.200x", "sha256", "1.99999999999"})
    void othersDoNotAndWhoKnowsOfUnknownOnes(String version) {
        assertFalse(CiliumVersion.readsSlices(version));
    }
}
