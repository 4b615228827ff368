package io.fleetmesh.kit.domain;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Folds one partition into its state by the {@link ClaimRule}. Not thread-safe. */
public final class ClaimFold {
    private final ClaimRule rule = new ClaimRule();
    private final Map<String, Payload> state = new HashMap<>();
    private final Set<String> tainted = new HashSet<>();

    /** Takes the next record in offset order. */
    public ClaimRule.Verdict apply(LogRecord record) {
        ClaimRule.Verdict verdict = rule.judge(record);
        switch (verdict) {
            case VOID, FOREIGN -> tainted.add(record.key());
            case TAKEN -> {
                record.value().ifPresentOrElse(v -> state.put(record.key(), v), () -> state.remove(record.key()));
                if (rule.contested()) {
                    tainted.add(record.key());
                } else {
                    tainted.remove(record.key());
                }
            }
            case CLAIMED -> {}
        }
        return verdict;
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
     * Keys whose newest record in the log is void or foreign, or good only for those who have read what compaction may
     * remove. Compaction would keep that record and drop the good one, so the owner must write these keys again, a tombstone
     * where they have no value.
     */
    public Set<String> tainted() {
        return Collections.unmodifiableSet(tainted);
    }

    /** The rule this fold went by; whoever goes on without the state keeps it. */
    public ClaimRule rule() {
        return rule;
    }
}
