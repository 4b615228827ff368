package io.fleetmesh.aggregator.domain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fleetmesh.contract.CiliumFact.CiliumConfigFact;
import io.fleetmesh.contract.Codec;
import io.fleetmesh.contract.Decoded;
import io.fleetmesh.contract.EventTypes;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.contract.MeshRecord;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * What becomes of the sample objects, from one module to the next by files: the watcher's golden test makes {@code facts.txt} of
 * the manifests, this one records of the facts, and the store's one values of the records, which are what a real Cilium 1.19.7
 * wrote.
 */
class ItemGolden {
    private static List<String> lines(String name) throws IOException {
        try (InputStream in = ItemGolden.class.getResourceAsStream("/samples/" + name)) {
            return new String(Optional.ofNullable(in).orElseThrow().readAllBytes(), UTF_8)
                    .lines()
                    .toList();
        }
    }

    private static ExportStep step(boolean slices) throws IOException {
        ExportStep step = new ExportStep(Facts.EAST, ExportSettings.DEFAULTS);
        for (String line : lines("facts.txt")) {
            int space = line.indexOf(' ');
            Decoded decoded = Codec.decode(
                    Optional.of(line.substring(0, space)),
                    line.substring(space + 1).getBytes(UTF_8));
            if (!(decoded instanceof Decoded.Known(MemberFact fact))) {
                throw new IllegalStateException(line + ": " + decoded);
            }
            Facts.apply(step, fact);
        }
        CiliumConfigFact config = Facts.config(true, slices);
        Facts.apply(step, config);
        Facts.complete(1).forEach(fact -> Facts.apply(step, fact));
        return step;
    }

    private static List<String> records(ExportStep step, Class<?>... types) {
        Set<String> records = new TreeSet<>();
        for (MeshRecord record : step.desired()) {
            for (Class<?> type : types) {
                if (type.isInstance(record)) {
                    records.add(EventTypes.of(record.getClass()) + " " + new String(Codec.encode(record), UTF_8));
                }
            }
        }
        return List.copyOf(records);
    }

    @Test
    void recordsOfTheSamplesAreThese() throws IOException {
        assertEquals(
                lines("records.txt"),
                records(
                        step(false),
                        MeshRecord.NodeRecord.class,
                        MeshRecord.IdentityRecord.class,
                        MeshRecord.IpRecord.class,
                        MeshRecord.WholeSliceRecord.class,
                        MeshRecord.ServiceExportRecord.class));
    }

    @Test
    void inAMemberOfSlicesAddressesAreThoseOfTheSlices() throws IOException {
        assertEquals(lines("records-slices.txt"), records(step(true), MeshRecord.IpRecord.class));
    }

    @Test
    void whatIsLeftOutOrCorrectedIsSaidOfEachObject() throws IOException {
        ExportStep step = new ExportStep(Facts.EAST, ExportSettings.DEFAULTS);
        Facts.apply(step, Facts.config(true, false));
        for (String line : lines("facts.txt")) {
            int space = line.indexOf(' ');
            Decoded decoded = Codec.decode(
                    Optional.of(line.substring(0, space)),
                    line.substring(space + 1).getBytes(UTF_8));
            if (decoded instanceof Decoded.Known(MemberFact fact)) {
                Facts.apply(step, fact);
            }
        }
        step.plan(new Held(), true);
        Set<String> said = new TreeSet<>();
        step.problems().takeNew().forEach(problem -> said.add(text(problem)));

        assertEquals(
                List.of(
                        "ciliumendpoint/shop/badip endpoint[badip].networking.addressing 10.3.1.999",
                        "ciliumendpoint/shop/twin endpoint[twin].networking.addressing 10.3.1.11",
                        "ciliumidentity/200003 security-labels {}",
                        "ciliumidentity/5 metadata.name 5",
                        "ciliumnode/n1 spec.addresses not-an-ip",
                        "ciliumnode/n1 spec.ipam.podCIDRs nonsense",
                        "service/shop/external spec.type ExternalName",
                        "service/shop/proxied metadata.labels[service.kubernetes.io/service-proxy-name] other",
                        "serviceexport/shop/external service ExternalName",
                        "serviceexport/shop/missing service none"),
                List.copyOf(said));
    }

    private static String text(Problem problem) {
        return problem.object() + " " + problem.field() + " " + problem.value();
    }
}
