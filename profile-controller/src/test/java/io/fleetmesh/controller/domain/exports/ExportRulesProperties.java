package io.fleetmesh.controller.domain.exports;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetmesh.contract.ExportApproval;
import io.fleetmesh.contract.GlobalService;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Members begin and stop to export a name, in any order; what may be shown of them is what the record says. */
class ExportRulesProperties {
    private static final ExportName NAME = new ExportName("blue", "shop", "cart");
    private static final List<String> ALL = List.of("a", "b", "c", "d");
    private static final Set<String> MEMBERS = Set.copyOf(ALL);
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    /** As the aggregator tells it: who may is shown, who may not waits. */
    private static Optional<GlobalService> service(Set<String> asking, Optional<ExportApproval> record) {
        List<GlobalService.Exporter> exporters = new ArrayList<>();
        List<GlobalService.Held> held = new ArrayList<>();
        ALL.stream().filter(asking::contains).forEach(member -> {
            if (record.filter(there -> there.members().contains(member)).isPresent()) {
                exporters.add(new GlobalService.Exporter(member, false, List.of(), 1));
            } else {
                held.add(new GlobalService.Held(member, Optional.empty()));
            }
        });
        return asking.isEmpty()
                ? Optional.empty()
                : Optional.of(new GlobalService("shop", "cart", exporters, List.of(), Optional.empty(), held));
    }

    @Property
    void whileTheNameIsAnybodysNobodyElseComesInWithoutPeopleAndNobodyGoes(@ForAll long seed) {
        Random random = new Random(seed);
        Set<String> asking = new HashSet<>();
        Optional<ExportApproval> record = Optional.empty();
        Instant now = BEGIN;
        for (int i = 0; i < 40; i++) {
            String member = ALL.get(random.nextInt(ALL.size()));
            if (!asking.remove(member)) {
                asking.add(member);
            }
            now = now.plus(Duration.ofHours(random.nextInt(100)));
            Optional<ExportApproval> next = ExportRules.next(NAME, record, service(asking, record), MEMBERS, now);
            if (record.isPresent() && next.isPresent()) {
                assertThat(next.get().members()).isEqualTo(record.get().members());
            } else if (next.isPresent()) {
                assertThat(next.get().members()).hasSize(1);
                assertThat(asking).containsAll(next.get().members());
            } else {
                assertThat(asking).isEmpty();
            }
            assertThat(ExportRules.next(NAME, next, service(asking, next), MEMBERS, now))
                    .as("decided once is decided, by whoever decides again")
                    .isEqualTo(next);
            record = next;
        }
    }

    @Property
    void whatPeopleSayStandsUntilTheySayOtherwise(@ForAll long seed) {
        Random random = new Random(seed);
        Set<String> may = subset(random);
        Set<String> revoked = subset(random);
        revoked.removeAll(may);
        Set<String> asking = subset(random);
        asking.add("a");
        Optional<ExportApproval> record = Optional.of(
                new ExportApproval("blue", "shop", "cart", List.copyOf(may), List.copyOf(revoked), Optional.empty()));

        Optional<ExportApproval> next = ExportRules.next(NAME, record, service(asking, record), MEMBERS, BEGIN);

        if (may.isEmpty() && revoked.isEmpty()) {
            assertThat(next.orElseThrow().members()).hasSize(1);
        } else {
            assertThat(next).isEqualTo(record);
        }
    }

    private static Set<String> subset(Random random) {
        Set<String> some = new HashSet<>(ALL);
        some.removeIf(_ -> random.nextBoolean());
        return some;
    }
}
