package io.fleetmesh.contract.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.Plans;
import org.junit.jupiter.api.Test;

class PlanTextTest {
    @Test
    void aPlanIsReadLikeThis() {
        assertEquals("""
                Plan p-7 of profile default: 1 member joins, 1 member changes, 1 member is drained, 1 view changes, 1 field of the profile changes, 5 records are written
                  made 2026-01-01T00:00:00Z by anna, expires 2026-01-01T01:00:00Z
                  inputs 6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b
                  1 of 1 approvals: carla
                  applied 2026-01-01T00:03:00Z by anna

                Profile
                  ~ spec.drainSeconds: 60 → 10

                Members
                  ~ north is drained: its services are withdrawn
                  + south joins (observed only)
                      clusterId: 4
                  ~ west changes
                      observed: true → false
                      label region: europe → africa

                Records that applying writes on the bus; nothing is written into members' clusters
                  ~ AppliedProfile  default      fleetmesh.applied-profiles
                  + Member          south        fleetmesh.members
                  ~ Member          north, west  fleetmesh.members
                  - ConsumerView    north        fleetmesh.views.default

                Views
                  consumer  sources   services  backends  endpoints
                  west      +1 -1 ~1  +3 -1     +12       +240 -7

                Sight
                  west
                    + east: all namespaces (+3 services, +12 backends, +240 endpoints)
                    ~ north: all namespaces → all namespaces but pay, draining (-1 service, -7 endpoints)

                Waves, as the strategy has them; for now all is applied at once
                  1  canary  west          soak 300 s, synced within 600 s, healthy within 60 s, stops if more than 1 member fails, then waits for an operator
                  2  (rest)  north, south  soak 0 s

                members
                -------
                √ there is room for all members
                    3 of 255

                addresses
                ---------
                × pod CIDRs do not overlap [pod-cidr-overlap]
                    12 ranges of 3 members
                    × node n1 of east has 10.1.0.0/24, node n2 of west has 10.1.0.0/25
                      → give one of the clusters other pod CIDRs
                        1. drain n2
                        2. remove its CiliumNode
                    and 2 more
                    overridden by ben at 2026-01-01T00:01:00Z for east, west: n2 is going away

                Status check results are ×
                """, PlanText.render(Plans.plan(), Glyphs.UNICODE));
    }

    @Test
    void plainTerminalsGetPlainCharacters() {
        String text = PlanText.render(Plans.plan(), Glyphs.ASCII);

        assertTrue(text.chars().allMatch(c -> c < 128), text);
        assertTrue(text.contains("xx pod CIDRs do not overlap [pod-cidr-overlap]"), text);
    }
}
