package io.fleetmesh.simulation;

import io.fleetmesh.contract.Codec;
import io.fleetmesh.contract.Decoded;
import io.fleetmesh.contract.FleetRecord;
import io.fleetmesh.contract.GlobalService;
import io.fleetmesh.contract.GlobalService.Exporter;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.kit.domain.ClaimRule;
import io.fleetmesh.kit.domain.LogRecord;
import io.fleetmesh.kit.domain.Payload;
import io.fleetmesh.kit.messaging.RecordHeaders;
import io.fleetmesh.kit.messaging.TopicProvisioner;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * What stage two says of all members, as whoever reads {@code global-services} takes it: a member is dropped from a name only as
 * often as it withdrew that, or left; and at the end each name has just the members that export it.
 */
final class GlobalProbe {
    private final SimKafka kafka;
    private final SimController controller;
    private final Map<String, SimMember> members;
    private final Map<TopicPartition, Reading> partitions;
    /** Members that once were none: what they had went by that. */
    private final Set<String> left = new HashSet<>();

    /** As of which it has looked at the log. */
    private long changes = -1;

    GlobalProbe(SimKafka kafka, SimController controller, Map<String, SimMember> members) {
        this.kafka = kafka;
        this.controller = controller;
        this.members = members;
        this.partitions = shards().stream()
                .map(number -> new TopicPartition(Topic.globalServices().name(), number))
                .collect(Collectors.toMap(partition -> partition, _ -> new Reading()));
    }

    /** The partitions that some name falls into. */
    static List<Integer> shards() {
        return IntStream.range(0, SimMember.SERVICES)
                .mapToObj(i -> TopicProvisioner.partitionOf(Topic.globalServices(), SimMember.NAMESPACE + "/s" + i))
                .distinct()
                .sorted()
                .toList();
    }

    /** One partition, read on after each event. */
    private static final class Reading {
        ClaimRule rule = new ClaimRule();
        long position;
        long generation;
        int restores;
        /** By key. */
        final Map<String, GlobalService> services = new TreeMap<>();
        /** By key and member, how often it was dropped. */
        final Map<String, Integer> dropped = new HashMap<>();
    }

    /** Looks at what has come. */
    void check() {
        if (changes == kafka.changes()) {
            return;
        }
        changes = kafka.changes();
        members.keySet().stream()
                .filter(member -> !controller.members().containsKey(member))
                .forEach(left::add);
        partitions.forEach((partition, reading) -> {
            if (!kafka.isLog(reading.generation, reading.restores)) {
                reading.rule = new ClaimRule();
                reading.position = 0;
                reading.generation = kafka.generation();
                reading.restores = kafka.restores();
                reading.services.clear();
                reading.dropped.clear();
            }
            if (reading.position < kafka.end(partition)) {
                kafka.read(partition, reading.position, Integer.MAX_VALUE).forEach(record -> read(record, reading));
                reading.position = kafka.end(partition);
            }
        });
    }

    private void read(ConsumerRecord<byte[], byte[]> record, Reading reading) {
        LogRecord logged = RecordHeaders.toLogRecord(record);
        if (reading.rule.judge(logged) != ClaimRule.Verdict.TAKEN) {
            return;
        }
        Optional<GlobalService> now = Optional.empty();
        if (logged.value().isPresent()
                && Codec.decode(
                                logged.type(),
                                logged.value().map(Payload::bytes).orElseThrow())
                        instanceof Decoded.Known(FleetRecord body)
                && body instanceof GlobalService service) {
            now = Optional.of(service);
        }
        Set<String> before = exporters(Optional.ofNullable(reading.services.get(logged.key())));
        before.removeAll(exporters(now));
        before.forEach(member -> drop(member, logged.key(), reading));
        now.ifPresentOrElse(
                service -> reading.services.put(logged.key(), service), () -> reading.services.remove(logged.key()));
    }

    private static Set<String> exporters(Optional<GlobalService> service) {
        return service.stream()
                .flatMap(known -> known.exporters().stream())
                .map(Exporter::member)
                .collect(Collectors.toSet());
    }

    private void drop(String member, String key, Reading reading) {
        int times = reading.dropped.merge(member + " " + key, 1, Integer::sum);
        String service = key.substring(key.indexOf('/') + 1);
        long withdrawn = members.get(member).history(service).stream()
                .filter(state -> !state.exported())
                .count();
        if (times > withdrawn && !controller.everClosed() && !left.contains(member) && kafka.restores() == 0) {
            throw new StoreProbe.Violation("stage two dropped " + member + " from " + key + " for the " + times
                    + "th time, and it was withdrawn " + withdrawn + " times");
        }
    }

    /** Everything is healed and quiet: each name has just the members that export it. */
    void converged() {
        Map<String, Map<String, Integer>> expected = new TreeMap<>();
        controller
                .members()
                .keySet()
                .forEach(member -> members.get(member).exported().forEach((service, state) -> {
                    if (controller.open()) {
                        expected.computeIfAbsent(SimMember.NAMESPACE + "/" + service, _ -> new TreeMap<>())
                                .put(member, state.addresses().size());
                    }
                }));
        Map<String, Map<String, Integer>> found = new TreeMap<>();
        partitions
                .values()
                .forEach(reading -> reading.services.forEach((key, service) -> found.put(
                        key,
                        service.exporters().stream().collect(Collectors.toMap(Exporter::member, Exporter::backends)))));
        if (!found.equals(expected)) {
            throw new StoreProbe.Violation("at the end stage two has " + found + ", expected " + expected);
        }
    }
}
