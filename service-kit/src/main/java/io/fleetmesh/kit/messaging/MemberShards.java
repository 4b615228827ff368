package io.fleetmesh.kit.messaging;

import io.fleetmesh.contract.KnownMember;
import io.fleetmesh.contract.Topic;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which members are this process's to work for: those whose partition of {@code members} the service's group has given to
 * it. All of it happens on the reader's thread. Being given a member is no right to write: that is what the claim gives.
 *
 * @param <M> the members that are of interest
 */
public final class MemberShards<M extends KnownMember> implements MemberDirectory.Listener<M>, AutoCloseable {

    /** Told on the reader's thread. */
    public interface Listener<M extends KnownMember> {
        /** {@code member} is ours from now on, or has changed while it is. */
        void onOurs(M member);

        /** It is no longer ours, or has left the fleet. */
        void onNotOurs(String memberId);
    }

    private final Listener<M> listener;
    private final Map<String, M> members = new HashMap<>();
    private final Set<Integer> shards = new HashSet<>();
    private final ShardGroup group;
    private volatile boolean told;
    private volatile boolean membersRead;

    /** Joins the group of {@code service}; the topic {@code members} must be there. */
    public MemberShards(BusSettings settings, String service, LogReader reader, Listener<M> listener) {
        this.listener = listener;
        this.group =
                new ShardGroup(settings, "fleetmesh-" + service, Topic.members().name(), new ShardGroup.Listener() {
                    @Override
                    public void onAssigned(Set<Integer> partitions) {
                        reader.execute(() -> assigned(partitions));
                    }

                    @Override
                    public void onRevoked(Set<Integer> partitions) {
                        reader.execute(() -> revoked(partitions));
                    }
                });
    }

    private void assigned(Set<Integer> partitions) {
        for (int partition : partitions) {
            if (shards.add(partition)) {
                members.values().stream()
                        .filter(member -> shardOf(member) == partition)
                        .forEach(listener::onOurs);
            }
        }
        told = true;
    }

    private void revoked(Set<Integer> partitions) {
        for (int partition : partitions) {
            if (shards.remove(partition)) {
                members.values().stream()
                        .filter(member -> shardOf(member) == partition)
                        .forEach(member -> listener.onNotOurs(member.id()));
            }
        }
    }

    @Override
    public void onMember(M member) {
        members.put(member.id(), member);
        if (shards.contains(shardOf(member))) {
            listener.onOurs(member);
        }
    }

    @Override
    public void onGone(M member) {
        members.remove(member.id());
        if (shards.contains(shardOf(member))) {
            listener.onNotOurs(member.id());
        }
    }

    @Override
    public void onCaughtUp() {
        membersRead = true;
    }

    private static int shardOf(KnownMember member) {
        return TopicProvisioner.partitionOf(Topic.members(), member.id());
    }

    /** Whether it is known which members are ours: until then there are none, and nothing follows from that. */
    public boolean known() {
        return told && membersRead;
    }

    /** Why Kafka does not let this process have its share; it is tried again. */
    public Optional<String> barred() {
        return group.barred();
    }

    /** Whether the group's thread still runs. */
    public boolean alive() {
        return group.alive();
    }

    /** Leaves the group, so that others take over at once. */
    @Override
    public void close() {
        group.close();
    }
}
