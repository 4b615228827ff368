package io.fleetmesh.kit.domain;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Folds one partition into its state by the claim rule: a record is void when its claim is lower than the newest claim
 * before it in the log, and a record without a claim is void always.
 *
 * <p>The newest claim is the highest number seen on any record, not on Claims alone: a record with claim {@code n} proves
 * that Claim {@code n} stood before it, so the rule still holds where compaction has removed an older Claim.
 *
 * <p>Not thread-safe.
 */
public final class ClaimFold {

    /** What one record did. */
    public enum Verdict {
        /** A new owner has claimed the partition. */
        CLAIMED,
        /** It is the newest good record of its key. */
        TAKEN,
        /** Its writer has lost the partition to a later owner. */
        VOID,
        /** It carries no claim: nobody of us wrote it. */
        FOREIGN
    }

    private final Map<String, Payload> state = new HashMap<>();
    private final Set<String> tainted = new HashSet<>();
    private long newestClaim = -1;

    /** Takes the next record in offset order. */
    public Verdict apply(LogRecord record) {
        if (record.number().isEmpty()) {
            tainted.add(record.key());
            return Verdict.FOREIGN;
        }
        long number = record.number().getAsLong();
        if (number < newestClaim) {
            tainted.add(record.key());
            return Verdict.VOID;
        }
        newestClaim = number;
        if (record.isClaim()) {
            return Verdict.CLAIMED;
        }
        record.value().ifPresentOrElse(v -> state.put(record.key(), v), () -> state.remove(record.key()));
        tainted.remove(record.key());
        return Verdict.TAKEN;
    }

    /** The value of a key, empty if the log says that it is gone or never was. */
    public Optional<Payload> get(String key) {
        return Optional.ofNullable(state.get(key));
    }

    /** Key to value, live and read-only. */
    public Map<String, Payload> state() {
        return Collections.unmodifiableMap(state);
    }

    /**
     * Keys whose newest record in the log is void or foreign. Compaction would keep that record and drop the good one, so
     * the owner must write these keys again, a tombstone where they have no value.
     */
    public Set<String> tainted() {
        return Collections.unmodifiableSet(tainted);
    }

    /** The highest claim seen, −1 before the first. */
    public long newestClaim() {
        return newestClaim;
    }
}
