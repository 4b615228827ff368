package io.fleetmesh.controller.domain.exports;

import io.fleetmesh.contract.GlobalService;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A member that exports a service name or would, in whatever form. The smaller one was there first: others see it already, or it is
 * older, or the first by its ID; one whose age nobody knows comes last.
 *
 * @param shown whether others see it already
 * @param created of what it exports or would, if that is known
 */
record Asking(String member, boolean shown, Optional<Instant> created) implements Comparable<Asking> {
    private static final Comparator<Asking> ORDER = Comparator.comparing(Asking::shown)
            .reversed()
            .thenComparing(asking -> asking.created().orElse(Instant.MAX))
            .thenComparing(Asking::member);

    /** Those of {@code members} that ask for a name, first to last. */
    static List<Asking> of(GlobalService service, Set<String> members) {
        List<Asking> all = new ArrayList<>();
        service.exporters().forEach(exporter -> all.add(new Asking(exporter.member(), true, Optional.empty())));
        service.serviceImport()
                .ifPresent(made -> made.exports()
                        .forEach(export -> all.add(new Asking(export.member(), true, Optional.of(export.created())))));
        service.held().forEach(held -> all.add(new Asking(held.member(), false, held.created())));
        return all.stream()
                .filter(asking -> members.contains(asking.member()))
                .sorted()
                .toList();
    }

    @Override
    public int compareTo(Asking other) {
        return ORDER.compare(this, other);
    }
}
