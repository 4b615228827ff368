package io.fleetmesh.controller.domain.plan;

import java.util.List;

/**
 * A node.
 *
 * @param podCidrs as the API holds them
 * @param addresses how many entries agents elsewhere have for the node itself: its addresses, those of health and ingress
 */
public record NodeInventory(List<String> podCidrs, int addresses) {
    public NodeInventory {
        podCidrs = List.copyOf(podCidrs);
    }
}
