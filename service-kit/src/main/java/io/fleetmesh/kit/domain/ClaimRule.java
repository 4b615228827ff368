package io.fleetmesh.kit.domain;

/**
 * The claim rule over one partition, without its state: a record is void when its claim is lower than the newest claim
 * before it in the log, and a record without a claim is void always.
 *
 * <p>The newest claim is the highest number seen on any record, not on Claims alone: a record with claim {@code n} proves
 * that Claim {@code n} stood before it, so the rule still holds where compaction has removed an older Claim.
 *
 * <p>A claim that is not lower than the offset of its record, or whose Claim does not stand before it though no record is
 * missing there, was made in another log, before this one was begun or restored: its writer is nobody of us.
 *
 * <p>Not thread-safe.
 */
public final class ClaimRule {

    /** What one record is. */
    public enum Verdict {
        /** A new owner has claimed the partition. */
        CLAIMED,
        /** It is the newest good record of its key. */
        TAKEN,
        /** Its writer has lost the partition to a later owner. */
        VOID,
        /** It carries no claim, or one of another log: nobody of us wrote it. */
        FOREIGN
    }

    private long newestClaim;
    /** The highest claim of foreign records that could have been made in this log. */
    private long highestForeign = -1;

    private long nextOffset;
    /** Whether records are missing before {@link #nextOffset}: compaction may have removed a Claim. */
    private boolean gaps;

    /** At a log's beginning. */
    public ClaimRule() {
        this(-1);
    }

    /** Where a log was left, with the newest claim seen there. */
    public ClaimRule(long newestClaim) {
        this.newestClaim = newestClaim;
        this.gaps = newestClaim >= 0;
    }

    /** Judges the next record in offset order. */
    public Verdict judge(LogRecord record) {
        gaps |= record.offset() != nextOffset;
        nextOffset = record.offset() + 1;
        if (record.number().isEmpty()) {
            return Verdict.FOREIGN;
        }
        long number = record.number().getAsLong();
        if (!record.isClaim() && (number >= record.offset() || (number > newestClaim && !gaps))) {
            if (number < record.offset()) {
                highestForeign = Math.max(highestForeign, number);
            }
            return Verdict.FOREIGN;
        }
        if (number < newestClaim) {
            return Verdict.VOID;
        }
        newestClaim = number;
        return record.isClaim() ? Verdict.CLAIMED : Verdict.TAKEN;
    }

    /**
     * Whether a reader that begins behind this place, or after compaction, may take a foreign claim for the newest, and all
     * that follows for void: it does not know that no such Claim stood before it. The next Claim ends that.
     */
    public boolean contested() {
        return highestForeign > newestClaim;
    }

    /** The highest claim that some reader may take for the newest, −1 before the first. */
    public long highestClaim() {
        return Math.max(newestClaim, highestForeign);
    }

    /** The highest claim seen, −1 before the first. */
    public long newestClaim() {
        return newestClaim;
    }
}
