package io.fleetmesh.kit.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fleetmesh.contract.Claim;
import io.fleetmesh.contract.Codec;
import io.fleetmesh.contract.Decoded;
import io.fleetmesh.contract.EventTypes;
import io.fleetmesh.contract.FleetRecord;
import io.fleetmesh.contract.Headers;
import io.fleetmesh.kit.domain.ClaimFold;
import io.fleetmesh.kit.domain.ClaimRule;
import io.fleetmesh.kit.domain.LogRecord;
import io.fleetmesh.kit.domain.Payload;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One partition of a state topic, owned by claim.
 *
 * <pre>
 *   claim() ──▶ Claiming ──Claim acknowledged──▶ Folding ──position past the Claim──▶ Owned ──newer Claim seen──▶ Deposed
 *                                                                                     Owned ──a write refused───▶ Deposed
 *                                                any ──the log cut or begun again──▶ Lost
 * </pre>
 *
 * An owner whose write Kafka refuses does not know any more what the log holds: it gives its claim up, and whoever claims again folds
 * the log and writes the whole difference. Only a record that is refused for what it is itself costs nothing but that record.
 *
 * While it is owned, {@link #put} and {@link #remove} write what differs from what the log holds and nothing else; the log
 * is tailed, and a record there that is not ours or not what should be is written over, in the name of who stands behind what
 * should be. Thread-safe.
 */
public final class OwnedPartition implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(OwnedPartition.class);

    private static final Duration CLAIM_AGAIN = Duration.ofSeconds(1);
    /** Of how many keys that are gone it is remembered who removed them. */
    private static final int GONE_KEPT = 1000;
    /** Of a key that the owner does not know: its tombstone is no record's. */
    private static final Gone NOBODY = new Gone(EventTypes.PREFIX + "repair.v1", Map.of());

    /** Told on the reader's thread. */
    public interface Owner {
        /** The log is folded: the difference may be written now. */
        void onOwned(OwnedPartition partition);

        /** Another owner has claimed it, or Kafka has refused what we wrote ({@link #problem}): nothing more of ours counts. */
        void onDeposed(OwnedPartition partition);

        /** Whether somebody waits until what was written is read back; what stands in other partitions is read some at a time. */
        default boolean readsPromptly(TopicPartition partition) {
            return false;
        }

        /** A record that no service of ours wrote stood in the partition; it has been written over. */
        default void onForeign(OwnedPartition partition, ConsumerRecord<byte[], byte[]> record) {}

        /**
         * A record of ours is of a kind that Kafka never takes, one that is too large for one. The last value of its key stays, and all
         * other records go on.
         *
         * @param record as it would have stood, with an offset of −1
         */
        default void onUnwritable(OwnedPartition partition, ConsumerRecord<byte[], byte[]> record, String cause) {}
    }

    private enum Phase {
        CLAIMING,
        FOLDING,
        OWNED,
        DEPOSED,
        /** The log is not the one that was claimed: nothing is written into it. */
        LOST,
        CLOSED
    }

    /** A value that the log holds, or will as soon as Kafka has taken it. */
    private static final class Entry {
        final Payload value;
        final String type;
        /** The headers that say who stands behind it: those of whoever wrote it first, also when it is written again. */
        final Map<String, String> actor;
        /** What it holds until then. */
        volatile @Nullable Entry before;

        Entry(Payload value, String type, Map<String, String> actor, @Nullable Entry before) {
            this.value = value;
            this.type = type;
            this.actor = actor;
            this.before = before;
        }

        boolean says(Entry other) {
            return type.equals(other.type) && value.equals(other.value);
        }
    }

    /** A key that is gone: how its tombstone is written again. */
    private record Gone(String type, Map<String, String> actor) {}

    private final TopicPartition partition;
    private final LogReader reader;
    private final EventWriter writer;
    private final BusMeters meters;
    private final Owner owner;
    /** What the log holds until it is owned; afterwards only its rule is kept. */
    private @Nullable ClaimFold fold = new ClaimFold();

    private final ClaimRule rule = fold.rule();
    private final Map<String, String> types = new HashMap<>();
    private final Map<String, Map<String, String>> actors = new HashMap<>();
    private final Map<Map<String, String>, Map<String, String>> sharedActors = new HashMap<>();
    private final Map<String, Entry> should = new HashMap<>();
    private final SequencedMap<String, Gone> gone = new LinkedHashMap<>();
    private Phase phase = Phase.CLAIMING;
    private long claim = -1;
    private String problem = "";

    private OwnedPartition(
            TopicPartition partition, LogReader reader, EventWriter writer, BusMeters meters, Owner owner) {
        this.partition = partition;
        this.reader = reader;
        this.writer = writer;
        this.meters = meters;
        this.owner = owner;
    }

    /** Claims {@code partition}, until that succeeds, and begins to fold it; {@code owner} hears when it may write. */
    public static OwnedPartition claim(
            TopicPartition partition,
            String process,
            LogReader reader,
            EventWriter writer,
            BusMeters meters,
            Owner owner) {
        return claim(partition, new Claim(process), reader, writer, meters, owner);
    }

    /** The same by a claim that says more of the process. */
    public static OwnedPartition claim(
            TopicPartition partition,
            Claim claim,
            LogReader reader,
            EventWriter writer,
            BusMeters meters,
            Owner owner) {
        OwnedPartition owned = new OwnedPartition(partition, reader, writer, meters, owner);
        owned.claim(claim);
        return owned;
    }

    private void claim(Claim claim) {
        if (reader.distrusts()) {
            synchronized (this) {
                phase = phase == Phase.CLAIMING ? Phase.LOST : phase;
            }
            return;
        }
        try {
            writer.send(
                    partition,
                    Claim.KEY,
                    EventTypes.of(Claim.class),
                    Optional.of(new Payload(Codec.encode(claim))),
                    OptionalLong.empty(),
                    Map.of(),
                    (metadata, failure) -> claimed(claim, metadata, failure));
        } catch (RuntimeException e) {
            // The caller's thread claims more than this one, and nobody would hear of it.
            claimed(claim, null, e);
        }
    }

    private void claimed(Claim claimed, @Nullable RecordMetadata metadata, @Nullable Exception failure) {
        if (failure != null || metadata == null) {
            notClaimed(claimed, String.valueOf(failure));
            return;
        }
        synchronized (this) {
            problem = "";
            if (phase != Phase.CLAIMING) {
                return;
            }
            claim = metadata.offset();
            phase = Phase.FOLDING;
            // Within the lock: whoever closes it meanwhile unfollows afterwards.
            reader.follow(partition, new Tail());
        }
    }

    /** Nothing is written before it is claimed: that is tried until it succeeds. */
    private void notClaimed(Claim claim, String cause) {
        synchronized (this) {
            if (phase != Phase.CLAIMING) {
                return;
            }
            meters.writeFailed(partition.topic());
            if (!problem.equals(cause)) {
                problem = cause;
                LOG.errorv("Claim failed, made again partition={0} cause={1}", partition, cause);
            }
        }
        reader.executeAfter(CLAIM_AGAIN, () -> {
            if (isIn(Phase.CLAIMING)) {
                claim(claim);
            }
        });
    }

    private synchronized boolean isIn(Phase one) {
        return phase == one;
    }

    /** What keeps it from being claimed, which is tried again, or from being written, until it is claimed again. */
    public synchronized Optional<String> problem() {
        return Optional.of(problem)
                .filter(cause -> (phase == Phase.CLAIMING || phase == Phase.DEPOSED) && !cause.isEmpty())
                .map(cause -> partition
                        + (phase == Phase.CLAIMING ? " cannot be claimed: " : " cannot be written: ")
                        + cause);
    }

    /** The topic and partition. */
    public TopicPartition partition() {
        return partition;
    }

    /** The claim's number, which is the offset of the claim: higher than that of any owner before. */
    public synchronized long claim() {
        return claim;
    }

    /** Whether writes are taken now. */
    public synchronized boolean owned() {
        return phase == Phase.OWNED;
    }

    /** What the log should hold, by key; a copy. */
    public synchronized Map<String, Payload> state() {
        Map<String, Payload> copy = new TreeMap<>();
        should.forEach((key, entry) -> copy.put(key, entry.value));
        return copy;
    }

    /** The records that the log should hold, by key, in no order; a copy, without those that this version cannot read. */
    public synchronized Map<String, FleetRecord> records() {
        Map<String, FleetRecord> copy = HashMap.newHashMap(should.size());
        should.forEach((key, entry) -> {
            if (Codec.decode(Optional.of(entry.type), entry.value.bytes()) instanceof Decoded.Known(FleetRecord body)) {
                copy.put(key, body);
            }
        });
        return copy;
    }

    /** The value that the log should hold for {@code key}. */
    public synchronized Optional<Payload> get(String key) {
        return Optional.ofNullable(should.get(key)).map(entry -> entry.value);
    }

    /**
     * Who stands behind what the log should hold for {@code key}, as headers; of a key that is gone, behind that, if it went
     * lately. Empty if nobody is known.
     */
    public synchronized Map<String, String> actor(String key) {
        Entry entry = should.get(key);
        return entry == null ? gone.getOrDefault(key, NOBODY).actor() : entry.actor;
    }

    /** Writes {@code body} unless the log holds just that; false if nothing was written. */
    public boolean put(FleetRecord body, Map<String, String> extraHeaders) {
        return put(body, extraHeaders, (_, _) -> {});
    }

    /** The same; {@code whenDone} hears, on another thread, what Kafka says to the record, if one was written. */
    public synchronized boolean put(FleetRecord body, Map<String, String> extraHeaders, Callback whenDone) {
        if (phase != Phase.OWNED) {
            return false;
        }
        Entry known = should.get(body.key());
        Entry entry = new Entry(
                new Payload(Codec.encode(body)),
                EventTypes.of(body.getClass()),
                RecordHeaders.actor(extraHeaders),
                known);
        if (known != null && known.says(entry)) {
            return false;
        }
        should.put(body.key(), entry);
        gone.remove(body.key());
        write(body.key(), Optional.of(entry), entry.type, extraHeaders, whenDone);
        return true;
    }

    /** Writes a tombstone unless the log has no such key; false if nothing was written. */
    public boolean remove(String key, Map<String, String> extraHeaders) {
        return remove(key, extraHeaders, (_, _) -> {});
    }

    /** The same; {@code whenDone} hears, on another thread, what Kafka says to the record, if one was written. */
    public synchronized boolean remove(String key, Map<String, String> extraHeaders, Callback whenDone) {
        if (phase != Phase.OWNED) {
            return false;
        }
        Entry last = should.remove(key);
        if (last == null) {
            return false;
        }
        remember(key, new Gone(last.type, RecordHeaders.actor(extraHeaders)));
        write(key, Optional.empty(), last.type, extraHeaders, whenDone);
        return true;
    }

    private void write(
            String key, Optional<Entry> entry, String type, Map<String, String> extraHeaders, Callback whenDone) {
        meters.written(partition.topic());
        writer.send(
                partition,
                key,
                type,
                entry.map(written -> written.value),
                OptionalLong.of(claim),
                extraHeaders,
                (metadata, failure) -> {
                    written(key, entry, failure);
                    whenDone.onCompletion(metadata, failure);
                });
    }

    private void written(String key, Optional<Entry> entry, @Nullable Exception failure) {
        if (failure == null) {
            entry.ifPresent(written -> written.before = null);
            return;
        }
        meters.writeFailed(partition.topic());
        if (entry.isPresent() && isOfTheRecord(failure)) {
            unwritable(key, entry.get(), String.valueOf(failure.getMessage()));
        } else {
            refused(key, failure);
        }
    }

    private static boolean isOfTheRecord(Exception failure) {
        return failure instanceof RecordTooLargeException
                || failure instanceof RecordBatchTooLargeException
                || failure instanceof InvalidRecordException;
    }

    private void unwritable(String key, Entry entry, String cause) {
        synchronized (this) {
            if (phase != Phase.OWNED) {
                return;
            }
            takeBack(key, entry);
        }
        meters.unwritable(partition.topic());
        LOG.errorv(
                "Record not taken by Kafka, the last one of its key stays partition={0} key={1} cause={2}",
                partition, key, cause);
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(
                partition.topic(), partition.partition(), -1, key.getBytes(UTF_8), entry.value.bytes());
        record.headers().add(Headers.TYPE, entry.type.getBytes(UTF_8));
        reader.execute(() -> owner.onUnwritable(this, record, cause));
    }

    /** The log goes on to hold what it held before; answers may come in another order than the records were written in. */
    private void takeBack(String key, Entry refused) {
        Entry newest = should.get(key);
        if (newest == refused) {
            if (refused.before == null) {
                should.remove(key);
            } else {
                should.put(key, refused.before);
            }
            return;
        }
        for (Entry later = newest; later != null; later = later.before) {
            if (later.before == refused) {
                later.before = refused.before;
            }
        }
    }

    private void refused(String key, Exception failure) {
        synchronized (this) {
            if (phase != Phase.OWNED) {
                // One of many that were on their way.
                return;
            }
            phase = Phase.DEPOSED;
            problem = failure.toString();
        }
        meters.refused(partition.topic());
        LOG.errorv(
                failure,
                "Write refused by Kafka, the claim is given up partition={0} key={1} retriable={2}",
                partition,
                key,
                failure instanceof RetriableException);
        reader.execute(() -> {
            // Who has closed it meanwhile does not ask.
            if (isIn(Phase.DEPOSED)) {
                reader.unfollow(partition);
                owner.onDeposed(this);
            }
        });
    }

    /** Where nobody stands behind that, nobody will ask. */
    private void remember(String key, Gone removal) {
        if (!removal.actor().isEmpty()) {
            gone.putLast(key, removal);
        }
        if (gone.size() > GONE_KEPT) {
            gone.pollFirstEntry();
        }
    }

    private void rewrite(String key) {
        meters.repaired(partition.topic());
        Optional<Entry> entry = Optional.ofNullable(should.get(key));
        Gone removal = gone.getOrDefault(key, NOBODY);
        String type = entry.map(known -> known.type).orElse(types.getOrDefault(key, removal.type()));
        write(key, entry, type, entry.map(known -> known.actor).orElse(removal.actor()), (_, _) -> {});
    }

    /** Stops; what was written stays, and the partition keeps its claim until another owner makes a newer one. */
    @Override
    public void close() {
        synchronized (this) {
            phase = Phase.CLOSED;
        }
        reader.unfollow(partition);
    }

    private final class Tail implements PartitionListener {
        @Override
        public void onRecord(ConsumerRecord<byte[], byte[]> record) {
            LogRecord logged = RecordHeaders.toLogRecord(record);
            ClaimRule.Verdict verdict;
            boolean deposed;
            synchronized (OwnedPartition.this) {
                if (phase != Phase.FOLDING && phase != Phase.OWNED) {
                    return;
                }
                verdict = judge(logged, record);
                // One of another log deposes as well: readers who cannot tell would take ours for older.
                deposed = rule.highestClaim() > claim;
                if (deposed) {
                    phase = Phase.DEPOSED;
                }
            }
            if (verdict == ClaimRule.Verdict.FOREIGN) {
                owner.onForeign(OwnedPartition.this, record);
            }
            if (deposed) {
                LOG.infov("Deposed partition={0} claim={1} by={2}", partition, claim, rule.highestClaim());
                reader.unfollow(partition);
                owner.onDeposed(OwnedPartition.this);
            }
        }

        /** Most records of a partition have the same, or none. */
        private void foldActor(String key, Map<String, String> actor) {
            if (actor.isEmpty()) {
                actors.remove(key);
            } else {
                actors.put(key, sharedActors.computeIfAbsent(actor, Function.identity()));
            }
        }

        private ClaimRule.Verdict judge(LogRecord logged, ConsumerRecord<byte[], byte[]> record) {
            if (fold != null) {
                ClaimRule.Verdict folded = fold.apply(logged);
                // Of a record that does not count, not even the type does.
                if (folded == ClaimRule.Verdict.TAKEN) {
                    logged.type().ifPresent(type -> types.put(logged.key(), type));
                    foldActor(logged.key(), RecordHeaders.actor(record));
                }
                return folded;
            }
            ClaimRule.Verdict verdict = rule.judge(logged);
            if (verdict == ClaimRule.Verdict.TAKEN && !writer.sent(record)) {
                // Our claim on a record that we did not send.
                verdict = ClaimRule.Verdict.FOREIGN;
            }
            if (verdict == ClaimRule.Verdict.FOREIGN || verdict == ClaimRule.Verdict.VOID) {
                meters.voided(partition.topic());
                rewrite(logged.key());
            }
            return verdict;
        }

        @Override
        public void onLogReset(String what) {
            synchronized (OwnedPartition.this) {
                phase = Phase.LOST;
            }
        }

        @Override
        public void onCaughtUp() {
            synchronized (OwnedPartition.this) {
                if (phase != Phase.FOLDING || fold == null) {
                    return;
                }
                fold.state()
                        .forEach((key, value) -> should.put(
                                key,
                                new Entry(
                                        value, types.getOrDefault(key, ""), actors.getOrDefault(key, Map.of()), null)));
                actors.forEach((key, actor) -> {
                    if (!should.containsKey(key)) {
                        remember(key, new Gone(types.getOrDefault(key, NOBODY.type()), actor));
                    }
                });
                Set<String> tainted = fold.tainted();
                fold = null;
                phase = Phase.OWNED;
                tainted.forEach(OwnedPartition.this::rewrite);
                types.clear();
                actors.clear();
                sharedActors.clear();
            }
            LOG.infov("Owned partition={0} claim={1} keys={2}", partition, claim, should.size());
            if (!owner.readsPromptly(partition)) {
                // From here on it is read for records that are not ours; those are void anyway.
                reader.relax(partition);
            }
            owner.onOwned(OwnedPartition.this);
        }
    }
}
