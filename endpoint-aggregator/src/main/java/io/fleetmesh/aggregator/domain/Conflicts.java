package io.fleetmesh.aggregator.domain;

import io.fleetmesh.contract.GlobalService.Conflict;
import io.fleetmesh.contract.GlobalService.Exporter;
import io.fleetmesh.contract.MemberFact.ServicePort;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What the exporters of one service disagree on, in words. */
final class Conflicts {
    private Conflicts() {}

    /** Type first, then ports by name; a port that some exporters lack is a disagreement too. */
    static List<Conflict> among(List<Exporter> exporters) {
        List<Conflict> conflicts = new ArrayList<>();
        conflict("type", exporters, Conflicts::type).ifPresent(conflicts::add);
        for (String port : portNames(exporters)) {
            conflict("port/" + port, exporters, exporter -> port(exporter, port))
                    .ifPresent(conflicts::add);
        }
        return conflicts;
    }

    private static Optional<Conflict> conflict(
            String property, List<Exporter> exporters, Function<Exporter, String> value) {
        Map<String, List<String>> membersByValue = exporters.stream()
                .collect(Collectors.groupingBy(
                        value, LinkedHashMap::new, Collectors.mapping(Exporter::member, Collectors.toList())));
        if (membersByValue.size() < 2) {
            return Optional.empty();
        }
        String detail = membersByValue.entrySet().stream()
                .map(entry -> entry.getKey() + " in " + String.join(", ", entry.getValue()))
                .collect(Collectors.joining("; "));
        return Optional.of(new Conflict(property, detail));
    }

    private static String type(Exporter exporter) {
        return exporter.headless() ? "headless" : "cluster IP";
    }

    private static NavigableSet<String> portNames(List<Exporter> exporters) {
        return exporters.stream()
                .flatMap(exporter -> exporter.ports().stream())
                .map(ServicePort::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String port(Exporter exporter, String name) {
        String ports = exporter.ports().stream()
                .filter(port -> port.name().equals(name))
                .map(port -> port.port() + "/" + port.protocol())
                .sorted()
                .distinct()
                .collect(Collectors.joining(" and "));
        return ports.isEmpty() ? "absent" : ports;
    }
}
