package io.fleetmesh.benchmarks;

import io.fleetmesh.contract.ConsumerView;
import io.fleetmesh.contract.Incarnation;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.kit.messaging.TopicProvisioner;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A large fleet as a profile controller would declare it: the first member is a consumer that sees all others. */
record ScaleFleet(ScaleChanges size, List<ScaleMember> members, BenchLog log) implements AutoCloseable {
    private static final String PROFILE = "default";
    private static final Pattern CHANGE = Pattern.compile("\"K8sServiceAccount\":\"change-(\\d+)\"");

    /** What a store's address says of the change that it is the last of; −1 if there was none. */
    static final ToLongFunction<String> NUMBER = value -> {
        Matcher matcher = CHANGE.matcher(value);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : -1;
    };

    /** Makes the topics and writes what is declared. */
    static ScaleFleet declare(String bootstrapServers, ScaleChanges size) {
        List<ScaleMember> members = IntStream.rangeClosed(1, size.members())
                .mapToObj(i -> new ScaleMember(i, size.pods()))
                .toList();
        List<Topic> topics = new ArrayList<>(List.of(
                Topic.log(),
                Topic.members(),
                Topic.views(PROFILE),
                Topic.globalServices(),
                Topic.exportApprovals(),
                Topic.deadLetters(),
                Topic.problems()));
        members.forEach(member -> {
            topics.add(Topic.facts(member.id()));
            topics.add(Topic.mesh(PROFILE, member.id()));
        });
        ScaleFleet fleet = new ScaleFleet(size, members, new BenchLog(bootstrapServers, topics));
        fleet.declare();
        return fleet;
    }

    private void declare() {
        log.fill(Topic.log(), List.of(new Incarnation("bench", 1, List.of())));
        members.stream()
                .map(member -> member.member(PROFILE))
                .collect(Collectors.groupingBy(
                        member -> TopicProvisioner.partitionOf(Topic.members(), member.key()),
                        TreeMap::new,
                        Collectors.toList()))
                .forEach((partition, of) -> log.fill(Topic.members(), partition, of));
        List<String> sources = members.stream().skip(1).map(ScaleMember::id).toList();
        log.fill(Topic.views(PROFILE), List.of(new ConsumerView(consumer(), consumer(), sources)));
    }

    String consumer() {
        return members.getFirst().id();
    }

    /** What the consumer's store shows when all is there. */
    int entries() {
        int pods = size.pods();
        return (size.members() - 1)
                * (pods + ScaleMember.identities(pods) + ScaleMember.nodes(pods) + ScaleMember.services());
    }

    @Override
    public void close() {
        log.close();
    }
}
