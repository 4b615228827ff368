package io.fleetmesh.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.resource.LabelSelector;
import io.fleetmesh.contract.resource.NetworkProfileSpec;
import io.fleetmesh.controller.domain.plan.InventoryTable;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests in a small fleet of members such as the benchmark has. */
class PlanRequestsTest {
    private static final int MEMBERS = 6;
    private static final int PODS = 300;
    private static final NetworkProfileSpec SPEC = new NetworkProfileSpec(
            new LabelSelector(Map.of(), List.of()),
            Optional.empty(),
            Optional.empty(),
            true,
            List.of(),
            Optional.empty(),
            60,
            Optional.empty());

    private final InventoryTable table = new InventoryTable();
    private final NavigableMap<String, Map<String, String>> labels = new TreeMap<>();

    /** @param missing the key of the fact that nobody has */
    private void fold(String missing) {
        for (int number = 1; number <= MEMBERS; number++) {
            ScaleMember member = new ScaleMember(number, PODS);
            labels.put(member.id(), Map.of());
            member.facts().stream()
                    .filter(fact -> !fact.key().equals(missing))
                    .forEach(fact -> table.evolve(member.id(), fact.key(), Optional.of(fact)));
        }
    }

    private PlanRequests requests(Set<String> joined) {
        return new PlanRequests(table, SPEC, labels, joined);
    }

    private Set<String> allButOne() {
        return labels.headMap(labels.lastKey()).keySet();
    }

    @Test
    void checksKnowAllOfMembersThatHaveAllFacts() {
        fold("none");

        assertEquals(List.of(), requests(Set.of()).unknown());
        assertEquals(List.of(), requests(allButOne()).unknown());
        assertTrue(requests(allButOne()).make() > 0);
    }

    @ParameterizedTest
    @CsvSource({
        "reachability, api-reachable",
        "cluster, kubernetes-version",
        "cluster, certificates",
        "owners, foreign-owner",
        "complete/ciliumidentity, identity-range"
    })
    void aFactThatIsMissingIsNamedByTheCheckThatWantsIt(String key, String check) {
        fold(key);

        List<String> unknown = requests(allButOne()).unknown();
        assertTrue(unknown.stream().anyMatch(said -> said.startsWith(check + ": ")), unknown.toString());
    }
}
