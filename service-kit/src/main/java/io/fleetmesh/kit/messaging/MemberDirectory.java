package io.fleetmesh.kit.messaging;

import io.fleetmesh.contract.FleetRecord;
import io.fleetmesh.contract.KnownMember;
import io.fleetmesh.contract.Topic;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;

/**
 * The members of the fleet, followed from the topic {@code members}. All of it happens on the reader's thread; the topic
 * must be there before {@link #follow}.
 *
 * @param <M> the members that are of interest: a record of another kind is none
 */
public final class MemberDirectory<M extends KnownMember> {

    /** Told on the reader's thread. */
    public interface Listener<M extends KnownMember> {
        /** A member is new or has changed. */
        void onMember(M member);

        /** A member has left. */
        void onGone(M member);

        /** All members that stood in the topic when following began are known. Called once. */
        default void onCaughtUp() {}
    }

    private final Class<M> kind;
    private final Listener<M> listener;
    private final Map<String, M> members = new HashMap<>();
    private int partitionsBehind;

    private MemberDirectory(Class<M> kind, Listener<M> listener) {
        this.kind = kind;
        this.listener = listener;
    }

    /** Begins to follow; never ends before the reader does. */
    public static <M extends KnownMember> MemberDirectory<M> follow(
            String service, LogReader reader, DeadLetters deadLetters, Class<M> kind, Listener<M> listener) {
        MemberDirectory<M> directory = new MemberDirectory<>(kind, listener);
        Topic topic = Topic.members();
        directory.partitionsBehind = topic.partitions();
        IntStream.range(0, topic.partitions())
                .forEach(number -> reader.follow(
                        new TopicPartition(topic.name(), number),
                        new StateFollower(service, deadLetters, directory.new Partition())));
        return directory;
    }

    /** The members by ID; for the reader's thread only. */
    public Map<String, M> members() {
        return Map.copyOf(members);
    }

    private final class Partition implements StateFollower.Handler {
        @Override
        public void onChange(String key, Optional<FleetRecord> body, long offset) {
            if (body.isPresent() && kind.isInstance(body.get())) {
                M member = kind.cast(body.get());
                if (!member.equals(members.put(key, member))) {
                    listener.onMember(member);
                }
                return;
            }
            M gone = members.remove(key);
            if (gone != null) {
                listener.onGone(gone);
            }
        }

        @Override
        public void onCaughtUp() {
            partitionsBehind--;
            if (partitionsBehind == 0) {
                listener.onCaughtUp();
            }
        }
    }
}
