package io.fleetmesh.controller.domain.access;

import io.fleetmesh.contract.GlobalService;
import io.fleetmesh.contract.GlobalService.Conflict;
import io.fleetmesh.contract.GlobalService.Exporter;
import io.fleetmesh.contract.GlobalService.Held;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What one caller sees of services: the parts of those members whose services it may read, and no word about others. Not
 * thread-safe.
 */
public final class ServiceSight {
    private static final String NOT_SHOWN = "between exporters of which not all may be seen";

    private final Authority authority;
    private final Map<String, Set<Target>> places = new HashMap<>();

    public ServiceSight(Authority authority) {
        this.authority = authority;
    }

    /** What may be seen of the service; empty if nothing. */
    public Optional<GlobalService> of(GlobalService service) {
        if (concerned(service).allMatch(member -> sees(member, service.namespace()))) {
            return Optional.of(service);
        }
        if (concerned(service).noneMatch(member -> sees(member, service.namespace()))) {
            return Optional.empty();
        }
        List<Exporter> seen = service.exporters().stream()
                .filter(exporter -> sees(exporter.member(), service.namespace()))
                .toList();
        return Optional.of(new GlobalService(
                service.namespace(),
                service.name(),
                seen,
                // In words, which name members.
                service.conflicts().stream()
                        .map(conflict -> new Conflict(conflict.property(), NOT_SHOWN))
                        .toList(),
                // Merged of all exports: no part of it is one member's.
                service.serviceImport()
                        .filter(merged -> merged.exports().stream()
                                .allMatch(export -> sees(export.member(), service.namespace()))),
                service.held().stream()
                        .filter(held -> sees(held.member(), service.namespace()))
                        .toList()));
    }

    private static Stream<String> concerned(GlobalService service) {
        return Stream.of(
                        service.exporters().stream().map(Exporter::member),
                        service.held().stream().map(Held::member),
                        service.serviceImport().stream()
                                .flatMap(merged -> merged.exports().stream())
                                .map(export -> export.member()))
                .flatMap(members -> members);
    }

    private boolean sees(String member, String namespace) {
        return places.computeIfAbsent(member, authority::places).stream()
                .anyMatch(place ->
                        authority.decide(Verb.READ, place.services(namespace)).allowed());
    }
}
