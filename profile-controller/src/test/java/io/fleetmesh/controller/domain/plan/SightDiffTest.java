package io.fleetmesh.controller.domain.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fleetmesh.contract.plan.Amount;
import java.util.List;
import org.junit.jupiter.api.Test;

class SightDiffTest {
    private static SampleFleet fleet() {
        return new SampleFleet()
                .staying("west", "{clusterId: 2}")
                .joining("east", "{clusterId: 1, namespaces: {shop: {services: {cart: 2, pay: 3}, endpoints: 7}}}");
    }

    private static List<Amount> gained(SampleFleet fleet) {
        return SightDiff.of(fleet.inputs(), fleet.target().views()).views().stream()
                .filter(view -> view.consumer().equals("west"))
                .map(view -> view.gained())
                .toList();
    }

    @Test
    void whatWaitsForApprovalIsNotGained() {
        assertEquals(List.of(new Amount(2, 5, 7)), gained(fleet()));
        assertEquals(List.of(new Amount(1, 3, 7)), gained(fleet().waiting("east", "shop/cart")));
    }
}
