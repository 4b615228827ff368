package io.fleetmesh.kit.domain;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * A record of one partition as the claim protocol sees it.
 *
 * @param claim the offset of its writer's Claim; empty when it carries none, as a foreign record and a Claim do
 * @param isClaim whether it is itself a Claim
 * @param value empty for a tombstone
 */
public record LogRecord(
        long offset, String key, OptionalLong claim, boolean isClaim, Optional<Payload> value, Optional<String> type) {

    /** The number by which this record takes part in the order of claims; empty for a foreign record. */
    OptionalLong number() {
        return isClaim ? OptionalLong.of(offset) : claim;
    }
}
