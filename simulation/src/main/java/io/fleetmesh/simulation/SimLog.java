package io.fleetmesh.simulation;

import io.fleetmesh.contract.CiliumFact.CiliumEndpointFact;
import io.fleetmesh.contract.Codec;
import io.fleetmesh.contract.Decoded;
import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.FleetRecord;
import io.fleetmesh.contract.MemberFact.CompletenessFact;
import io.fleetmesh.contract.MemberFact.ServiceFact;
import io.fleetmesh.contract.MeshRecord.IpRecord;
import io.fleetmesh.contract.MeshRecord.ServiceRecord;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.kit.domain.ClaimFold;
import io.fleetmesh.kit.domain.ClaimRule;
import io.fleetmesh.kit.domain.LogRecord;
import io.fleetmesh.kit.messaging.RecordHeaders;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** The log, read by whoever knows everything. */
final class SimLog {
    private final SimKafka kafka;
    private final SimController controller;

    SimLog(SimKafka kafka, SimController controller) {
        this.kafka = kafka;
        this.controller = controller;
    }

    /** What the good records of a topic say now, read as far as somebody asks. */
    private final class Folded {
        private final ClaimFold fold = new ClaimFold();
        private final Map<String, String> types = new HashMap<>();

        Folded(TopicPartition partition) {
            for (ConsumerRecord<byte[], byte[]> record : kafka.read(partition, 0, Integer.MAX_VALUE)) {
                LogRecord logged = RecordHeaders.toLogRecord(record);
                if (fold.apply(logged) == ClaimRule.Verdict.TAKEN) {
                    logged.type().ifPresent(type -> types.put(logged.key(), type));
                }
            }
        }

        Optional<FleetRecord> get(String key) {
            return fold.get(key)
                    .flatMap(value -> Codec.decode(Optional.of(types.get(key)), value.bytes())
                                    instanceof Decoded.Known(FleetRecord body)
                            ? Optional.of(body)
                            : Optional.empty());
        }

        List<FleetRecord> values() {
            return fold.state().keySet().stream()
                    .map(this::get)
                    .flatMap(Optional::stream)
                    .toList();
        }
    }

    private Folded fold(Topic topic) {
        return new Folded(new TopicPartition(topic.name(), 0));
    }

    /** The services that members export, by the keys that agents see, with generations. */
    Map<String, Integer> exported() {
        Map<String, Integer> exported = new TreeMap<>();
        controller.members().keySet().forEach(member -> exported.putAll(exported(member)));
        return exported;
    }

    /** Those of one member. */
    Map<String, Integer> exported(String member) {
        return services(member, fold(Topic.mesh(SimController.PROFILE, member)).values());
    }

    /** The same of the facts that it holds, exported or not. */
    Map<String, Integer> known() {
        Map<String, Integer> known = new TreeMap<>();
        controller
                .members()
                .keySet()
                .forEach(member ->
                        known.putAll(services(member, fold(Topic.facts(member)).values())));
        return known;
    }

    /** The pods whose addresses members export, as {@link #pod} names them. */
    Set<String> exportedPods() {
        return pods(member -> Topic.mesh(SimController.PROFILE, member));
    }

    /** Those that the facts have. */
    Set<String> knownPods() {
        return pods(Topic::facts);
    }

    private Set<String> pods(Function<String, Topic> topics) {
        Set<String> pods = new HashSet<>();
        controller
                .members()
                .keySet()
                .forEach(member -> fold(topics.apply(member)).values().forEach(record -> {
                    if (record instanceof IpRecord ip) {
                        pods.add(pod(member, ip.pod()));
                    } else if (record instanceof CiliumEndpointFact endpoint) {
                        pods.add(pod(member, endpoint.endpoint().name()));
                    }
                }));
        return pods;
    }

    /** One of all members' pods. */
    static String pod(String member, String name) {
        return member + "/" + name;
    }

    static String memberOf(String pod) {
        return pod.substring(0, pod.indexOf('/'));
    }

    /** Of the services among {@code records}, the keys that agents should see, with generations. */
    static Map<String, Integer> services(String member, Collection<? extends FleetRecord> records) {
        Map<String, Integer> services = new TreeMap<>();
        records.forEach(record -> {
            if (record instanceof ServiceRecord service) {
                services.put(StoreProbe.key(member, service.name()), generation(service.labels()));
            } else if (record instanceof ServiceFact service) {
                services.put(StoreProbe.key(member, service.name()), generation(service.labels()));
            }
        });
        return services;
    }

    private static int generation(Map<String, String> labels) {
        return Integer.parseInt(labels.get("generation"));
    }

    /** Whether Kafka ever refused something that a member has or gives. */
    boolean hasRefused(String member) {
        return Stream.of(Topic.facts(member), Topic.mesh(SimController.PROFILE, member))
                .anyMatch(topic -> kafka.hasRefused(new TopicPartition(topic.name(), 0)));
    }

    /** Whether it says which cluster a member is. */
    boolean identifies(String member) {
        return fold(Topic.facts(member)).get("identity").isPresent();
    }

    /** The resource version up to which it has a family of a member, 0 if it has not all of it. */
    long recorded(String member, Family family) {
        return fold(Topic.facts(member))
                .get("complete/" + family.segment())
                .map(complete -> Long.parseLong(((CompletenessFact) complete).resourceVersion()))
                .orElse(0L);
    }
}
