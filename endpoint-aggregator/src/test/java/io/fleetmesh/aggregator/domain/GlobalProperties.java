package io.fleetmesh.aggregator.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fleetmesh.contract.GlobalService;
import io.fleetmesh.contract.MemberFact.ServicePort;
import io.fleetmesh.contract.MeshRecord;
import io.fleetmesh.contract.MeshRecord.Backend;
import io.fleetmesh.contract.MeshRecord.ClusterConfigRecord;
import io.fleetmesh.contract.MeshRecord.EndpointSliceRecord;
import io.fleetmesh.contract.MeshRecord.ServiceRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Laws of stage two. */
class GlobalProperties {
    record Change(String member, String key, Optional<MeshRecord> value) {}

    @Provide
    Arbitrary<List<Change>> histories() {
        Arbitrary<String> member = Arbitraries.of("east", "north", "west");
        Arbitrary<String> service = Arbitraries.of("a", "b");
        Arbitrary<MeshRecord> services = Combinators.combine(
                        service, Arbitraries.of(true, false), Arbitraries.of(80, 81))
                .as((name, headless, port) -> new ServiceRecord(
                        "shop",
                        name,
                        headless,
                        List.of(),
                        List.of(new ServicePort("http", "TCP", port)),
                        Map.of(),
                        Map.of()));
        Arbitrary<MeshRecord> slices = Combinators.combine(
                        Arbitraries.of("s1", "s2"), service, Arbitraries.of("10.0.0.1", "10.0.0.2"))
                .as((name, of, address) -> new EndpointSliceRecord(
                        "shop",
                        name,
                        of,
                        List.of(),
                        List.of(new Backend(address, Optional.empty(), Optional.empty(), List.of()))));
        Arbitrary<MeshRecord> exports = Combinators.combine(service, Arbitraries.of(80, 81), Arbitraries.of(1, 2))
                .as((name, port, age) -> ImportMergeTest.export(name, age, ImportMergeTest.port("http", port)));
        Arbitrary<MeshRecord> configs =
                Arbitraries.of("a", "b", "c").map(name -> new ClusterConfigRecord(name, 3, 255, true));
        return Combinators.combine(
                        member,
                        Arbitraries.oneOf(services, slices, exports, configs),
                        Arbitraries.of(true, true, false))
                .as((by, value, stays) ->
                        new Change(by, value.key(), Optional.of(value).filter(_ -> stays)))
                .list()
                .ofMaxSize(30);
    }

    private static Map<ServiceName, GlobalService> views(GlobalTable table) {
        Map<ServiceName, GlobalService> views = new TreeMap<>();
        table.names().forEach(name -> views.put(name, table.desired(name).orElseThrow()));
        return views;
    }

    private static GlobalTable fold(List<Change> changes) {
        GlobalTable table = new GlobalTable();
        changes.forEach(change -> table.apply(change.member(), change.key(), change.value()));
        return table;
    }

    @Property
    void onlyTheNewestRecordOfEachKeyCountsInWhateverOrderMembersArrive(
            @ForAll("histories") List<Change> history, @ForAll Random random) {
        Map<String, Change> newest = new HashMap<>();
        history.forEach(change -> newest.put(change.member() + " " + change.key(), change));
        List<Change> shuffled = new ArrayList<>(newest.values());
        Collections.shuffle(shuffled, random);

        assertEquals(views(fold(history)), views(fold(shuffled)));
    }

    @Property
    void whatIsNotNamedAsAffectedDoesNotChange(@ForAll("histories") List<Change> history) {
        GlobalTable table = new GlobalTable();
        for (Change change : history) {
            Map<ServiceName, GlobalService> before = views(table);

            Set<ServiceName> affected = table.apply(change.member(), change.key(), change.value());

            Map<ServiceName, GlobalService> after = views(table);
            before.keySet().removeAll(affected);
            after.keySet().removeAll(affected);
            assertEquals(before, after);
        }
    }
}
