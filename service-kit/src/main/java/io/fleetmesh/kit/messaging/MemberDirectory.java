package io.fleetmesh.kit.messaging;

import io.fleetmesh.contract.FleetRecord;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.Topic;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;

/**
 * The members of the fleet, followed from the topic {@code members}. All of it happens on the reader's thread; the topic
 * must be there before {@link #follow}.
 */
public final class MemberDirectory {

    /** Told on the reader's thread. */
    public interface Listener {
        /** A member is new or has changed. */
        void onMember(Member member);

        /** A member has left. */
        void onGone(Member member);

        /** All members that stood in the topic when following began are known. Called once. */
        default void onCaughtUp() {}
    }

    private final Listener listener;
    private final Map<String, Member> members = new HashMap<>();
    private int partitionsBehind;

    private MemberDirectory(Listener listener) {
        this.listener = listener;
    }

    /** Begins to follow; never ends before the reader does. */
    public static MemberDirectory follow(String service, LogReader reader, DeadLetters deadLetters, Listener listener) {
        MemberDirectory directory = new MemberDirectory(listener);
        Topic topic = Topic.members();
        directory.partitionsBehind = topic.partitions();
        IntStream.range(0, topic.partitions())
                .forEach(number -> reader.follow(
                        new TopicPartition(topic.name(), number),
                        new StateFollower(service, deadLetters, directory.new Partition())));
        return directory;
    }

    /** The members by ID; for the reader's thread only. */
    public Map<String, Member> members() {
        return Map.copyOf(members);
    }

    private final class Partition implements StateFollower.Handler {
        @Override
        public void onChange(String key, Optional<FleetRecord> body, long offset) {
            if (body.isPresent() && body.get() instanceof Member member) {
                if (!member.equals(members.put(key, member))) {
                    listener.onMember(member);
                }
                return;
            }
            Member gone = members.remove(key);
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
