package io.fleetmesh.watcher.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fleetmesh.contract.CiliumFact.CiliumConfigFact;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Plain Nodes are listed only where CiliumNodes have no pod CIDRs. */
class SurveyTest {
    @ParameterizedTest
    @CsvSource({
        "cluster-pool, WITHOUT_NODES",
        "kubernetes, WITHOUT_NODES",
        "multi-pool, WITHOUT_NODES",
        "delegated-plugin, ALL",
        "eni, ALL"
    })
    void theModeDecides(String ipam, Survey expected) {
        assertEquals(expected, Survey.of(Optional.of(config(Optional.of(ipam)))));
    }

    @Test
    void aConfigurationThatSaysNothingHasCiliumsDefault() {
        assertEquals(Survey.WITHOUT_NODES, Survey.of(Optional.of(config(Optional.empty()))));
    }

    @Test
    void aMemberWithoutCiliumHasPlainNodesOnly() {
        assertEquals(Survey.ALL, Survey.of(Optional.empty()));
    }

    private static CiliumConfigFact config(Optional<String> ipam) {
        Optional<String> none = Optional.empty();
        return new CiliumConfigFact(
                none, Optional.empty(), Optional.empty(), none, none, ipam, none, Optional.empty(), false, false, none);
    }
}
