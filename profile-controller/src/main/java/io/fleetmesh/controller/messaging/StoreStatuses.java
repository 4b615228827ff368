package io.fleetmesh.controller.messaging;

import io.fleetmesh.contract.Codec;
import io.fleetmesh.contract.Decoded;
import io.fleetmesh.contract.FleetRecord;
import io.fleetmesh.contract.StoreStatus;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.controller.domain.fleet.Hearing;
import io.fleetmesh.controller.domain.fleet.StoreReports;
import io.fleetmesh.controller.domain.fleet.StoreSight;
import io.fleetmesh.kit.messaging.PartitionListener;
import io.fleetmesh.kit.messaging.RecordHeaders;
import io.fleetmesh.kit.service.Bus;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * What stores say of how they serve members, read from a topic for each member. They are written without a claim, by as many as
 * there are replicas; what is no status is passed over. On the reader's thread.
 */
final class StoreStatuses {
    private static final String SERVICE = "profile-controller";

    private final Bus bus;
    private final Runnable onChange;
    private final Clock clock;
    private final StoreReports reports = new StoreReports();
    private final Set<String> followed = new HashSet<>();
    private final Set<String> behind = new HashSet<>();
    private Hearing hearing = Hearing.NOTHING;

    /** @param onChange hears that a store says something else now */
    StoreStatuses(Bus bus, Runnable onChange, Clock clock) {
        this.bus = bus;
        this.onChange = onChange;
        this.clock = clock;
    }

    /** From now on just these; their topics must be there. */
    void follow(Set<String> members) {
        Set.copyOf(followed).stream()
                .filter(member -> !members.contains(member))
                .forEach(this::unfollow);
        members.stream().filter(followed::add).forEach(member -> {
            behind.add(member);
            bus.reader().follow(partition(member), new Follower(member));
        });
    }

    void close() {
        Set.copyOf(followed).forEach(this::unfollow);
    }

    private void unfollow(String member) {
        followed.remove(member);
        behind.remove(member);
        bus.reader().unfollow(partition(member));
        reports.forget(member);
    }

    private static TopicPartition partition(String member) {
        return new TopicPartition(Topic.storeStatus(member).name(), 0);
    }

    /** Kafka has just taken a record of ours, so that it would have given us those of others. */
    void heard() {
        hearing = hearing.sign(clock.instant());
    }

    /** How a member's store serves it now. */
    StoreSight of(String member) {
        return followed.contains(member) && !behind.contains(member)
                ? reports.of(member, hearing, clock.instant())
                : new StoreSight.Unsure();
    }

    /** By member ID, of those that are followed. */
    Map<String, StoreSight> all() {
        Map<String, StoreSight> all = new TreeMap<>();
        followed.forEach(member -> all.put(member, of(member)));
        return all;
    }

    private final class Follower implements PartitionListener {
        private final String member;

        Follower(String member) {
            this.member = member;
        }

        @Override
        public void onRecord(ConsumerRecord<byte[], byte[]> record) {
            switch (Codec.decode(RecordHeaders.type(record), record.value())) {
                case Decoded.Known(FleetRecord body)
                when body instanceof StoreStatus status
                        && status.consumer().equals(member)
                        && status.replica().equals(RecordHeaders.key(record)) -> take(status);
                case Decoded.Tombstone() -> {
                    reports.takeBack(member, RecordHeaders.key(record));
                    onChange.run();
                }
                case Decoded.Known _ -> dead(record, "expected a status of a store of " + member);
                case Decoded.UnknownType(String type) -> dead(record, "unknown type " + type);
                case Decoded.UnknownVersion(String type) -> dead(record, "unknown version " + type);
                case Decoded.Malformed(String cause) -> dead(record, "malformed: " + cause);
            }
        }

        private void take(StoreStatus status) {
            Instant now = clock.instant();
            boolean before = behind.contains(member) && status.at().isBefore(now);
            if (reports.take(member, status, before ? status.at() : now)) {
                onChange.run();
            }
        }

        private void dead(ConsumerRecord<byte[], byte[]> record, String cause) {
            bus.deadLetters().add(SERVICE, record, cause);
        }

        @Override
        public void onCaughtUp() {
            behind.remove(member);
            // Nobody waits for news.
            bus.reader().relax(partition(member));
            onChange.run();
        }
    }
}
