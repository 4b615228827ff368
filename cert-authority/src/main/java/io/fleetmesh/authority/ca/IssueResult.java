package io.fleetmesh.authority.ca;

import io.fleetmesh.authority.domain.IssuanceDecision;
import java.time.Instant;

/** What came of asking for a certificate. */
public sealed interface IssueResult {

    /** A new key and certificate stand there now; ask again at {@code renewal}. */
    record Issued(IssuedFiles files, IssuanceDecision.Why why, Instant renewal) implements IssueResult {}

    /** What stands there will do; ask again at {@code renewal}. */
    record Kept(IssuedFiles files, Instant renewal) implements IssueResult {}

    /** Nothing was changed; {@code reason} says what was expected. */
    record Refused(String reason) implements IssueResult {}
}
