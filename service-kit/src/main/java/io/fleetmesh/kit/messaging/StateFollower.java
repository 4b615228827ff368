package io.fleetmesh.kit.messaging;

import io.fleetmesh.contract.Claim;
import io.fleetmesh.contract.Codec;
import io.fleetmesh.contract.Decoded;
import io.fleetmesh.contract.FleetRecord;
import io.fleetmesh.kit.domain.ClaimRule;
import io.fleetmesh.kit.domain.LogRecord;
import io.fleetmesh.kit.domain.Payload;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Reads one partition of a state topic as its owner meant it: void records are passed over, what cannot be read becomes a
 * dead letter and leaves the last good value of its key in force.
 */
public final class StateFollower implements PartitionListener {

    /** What a follower hears, on the reader's thread. */
    public interface Handler {
        /** Whether records of this key are of interest; others are passed over unread. */
        default boolean wants(String key) {
            return true;
        }

        /** The record of the change that is told next, for who wants more of it than its body. */
        default void onTaken(ConsumerRecord<byte[], byte[]> record) {}

        /** The key's newest good value, empty when it is gone. */
        void onChange(String key, Optional<FleetRecord> body, long offset);

        /** From here on the partition is another owner's. */
        default void onClaim(Claim claim) {}

        /** All that stood in the partition when following began has been handed over. */
        void onCaughtUp();

        /** The changes of one fetch are done. */
        default void onBatchEnd() {}

        /** The log was cut or recreated below us. */
        default void onLogReset(String what) {}
    }

    private final String reader;
    private final DeadLetters deadLetters;
    private final Handler handler;
    private final ClaimRule rule;
    private volatile long next;

    /** @param reader the service, for the dead letter */
    public StateFollower(String reader, DeadLetters deadLetters, Handler handler) {
        this(reader, deadLetters, handler, 0, -1);
    }

    /**
     * Goes on where another was.
     *
     * @param next what its {@link #next} said
     * @param newestClaim what its {@link #newestClaim} said
     */
    public StateFollower(String reader, DeadLetters deadLetters, Handler handler, long next, long newestClaim) {
        this.reader = reader;
        this.deadLetters = deadLetters;
        this.handler = handler;
        this.next = next;
        this.rule = new ClaimRule(newestClaim);
    }

    /** The offset after the last record that was handed over. */
    public long next() {
        return next;
    }

    /** The newest claim seen; for the reader's thread. */
    public long newestClaim() {
        return rule.newestClaim();
    }

    @Override
    public void onRecord(ConsumerRecord<byte[], byte[]> record) {
        next = record.offset() + 1;
        LogRecord logged = RecordHeaders.toLogRecord(record);
        switch (rule.judge(logged)) {
            case CLAIMED -> claimed(logged);
            case TAKEN -> taken(record, logged);
            case VOID, FOREIGN -> {
                // Nobody who may write it has said it.
            }
        }
    }

    private void claimed(LogRecord logged) {
        if (Codec.decode(logged.type(), logged.value().map(Payload::bytes).orElse(null))
                        instanceof Decoded.Known(FleetRecord body)
                && body instanceof Claim claim) {
            handler.onClaim(claim);
        }
    }

    private void taken(ConsumerRecord<byte[], byte[]> record, LogRecord logged) {
        if (!handler.wants(logged.key())) {
            return;
        }
        handler.onTaken(record);
        switch (Codec.decode(logged.type(), logged.value().map(Payload::bytes).orElse(null))) {
            case Decoded.Known(FleetRecord body)
            when body.key().equals(logged.key()) -> handler.onChange(logged.key(), Optional.of(body), record.offset());
            case Decoded.Known(FleetRecord body) ->
                deadLetters.add(reader, record, "its key is not its body's key, " + body.key());
            case Decoded.Tombstone() -> handler.onChange(logged.key(), Optional.empty(), record.offset());
            case Decoded.UnknownType(String type) -> deadLetters.add(reader, record, "unknown type " + type);
            case Decoded.UnknownVersion(String type) -> deadLetters.add(reader, record, "unknown version " + type);
            case Decoded.Malformed(String cause) -> deadLetters.add(reader, record, "malformed: " + cause);
        }
    }

    @Override
    public void onCaughtUp() {
        handler.onCaughtUp();
    }

    @Override
    public void onBatchEnd() {
        handler.onBatchEnd();
    }

    @Override
    public void onLogReset(String what) {
        handler.onLogReset(what);
    }
}
