package io.fleetmesh.controller.domain.fleet;

import io.fleetmesh.contract.MemberStatus;
import io.fleetmesh.contract.MemberStatus.State;
import java.time.Instant;

/**
 * Where a member stands.
 *
 * <pre>
 *   Discovered ──facts──▶ Checked ──plan applied──▶ Joining ──complete──▶ Connected ◀──▶ Degraded, Unreachable
 *                                                                     any of them ──plan applied──▶ Draining ──▶ Left
 * </pre>
 */
public sealed interface LifeState {
    /** When it came to this state. */
    Instant since();

    /** What the state rests on. */
    String reason();

    /** What is to be done, or will happen. */
    String next();

    /** Declared; what it runs is not known yet, or it does not run Cilium. */
    record Discovered(Instant since, String reason, String next) implements LifeState {}

    /** Known well enough to be planned with. */
    record Checked(Instant since, String reason, String next) implements LifeState {}

    /** Admitted; not all of what it gives is known. */
    record Joining(Instant since, String reason, String next) implements LifeState {}

    /** Its facts are complete and kept up to date, and nothing is known against its store. */
    record Connected(Instant since, String reason, String next) implements LifeState {}

    /** Something of it cannot be believed, is not as it was admitted, or its store does not serve; what was known last stays. */
    record Degraded(Instant since, String reason, String next) implements LifeState {}

    /** Its API does not answer; what was known last stays. */
    record Unreachable(Instant since, String reason, String next) implements LifeState {}

    /** On its way out. */
    record Draining(Instant since, String reason, String next) implements LifeState {}

    /** It is no member any more. */
    record Left(Instant since, String reason, String next) implements LifeState {}

    /** As it stands on the bus. */
    default MemberStatus status(String member) {
        State state = switch (this) {
            case Discovered _ -> State.DISCOVERED;
            case Checked _ -> State.CHECKED;
            case Joining _ -> State.JOINING;
            case Connected _ -> State.CONNECTED;
            case Degraded _ -> State.DEGRADED;
            case Unreachable _ -> State.UNREACHABLE;
            case Draining _ -> State.DRAINING;
            case Left _ -> State.LEFT;
        };
        return new MemberStatus(member, state, since(), reason(), next());
    }
}
