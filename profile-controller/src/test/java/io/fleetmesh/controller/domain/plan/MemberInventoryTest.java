package io.fleetmesh.controller.domain.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemberInventoryTest {
    private static final String NO_AGENTS = ", owners: {agents: {presence: ABSENT}}";

    private static boolean hasNoCilium(String unknown, String more) {
        return new SampleFleet()
                .joining("west", "{clusterId: 2, unknown: [" + unknown + "]" + more + "}")
                .inventory("west")
                .hasNoCilium();
    }

    @Test
    void thereIsNoCiliumWhereBothItsConfigurationAndItsAgentsWereLookedFor() {
        String config = "ciliumconfig/kube-system/cilium-config";

        assertThat(hasNoCilium(config, NO_AGENTS)).isTrue();
        assertThat(hasNoCilium("", NO_AGENTS)).isFalse();
        assertThat(hasNoCilium(config, "")).isFalse();
        assertThat(hasNoCilium(config, ", owners: {agents: {presence: UNKNOWN}}"))
                .isFalse();
        assertThat(hasNoCilium(config + ", owners", NO_AGENTS)).isFalse();
        assertThat(hasNoCilium(config + ", complete/ciliumconfig", NO_AGENTS)).isFalse();
    }
}
