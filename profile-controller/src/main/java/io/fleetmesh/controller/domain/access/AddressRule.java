package io.fleetmesh.controller.domain.access;

import io.fleetmesh.contract.Intent;
import io.fleetmesh.contract.Intent.MemberIntent;
import io.fleetmesh.contract.resource.FieldProblem;
import io.fleetmesh.controller.domain.IntentDecision.Reason;
import io.fleetmesh.controller.domain.IntentDecision.Refused;
import java.util.List;
import java.util.Optional;

/**
 * Who says where a member's API is, in place of its kubeconfig. The watcher goes there with the credentials of that kubeconfig,
 * which whoever declares members must not come to know: a token would be sent to a server of their own.
 */
final class AddressRule {
    private AddressRule() {}

    /**
     * Why an object may not become {@code after}; empty if it may. Who changes something else keeps the address.
     *
     * @param everywhere whether the caller administers what belongs to nobody
     */
    static Optional<Refused> refusal(Optional<Intent> before, Optional<Intent> after, AccessDecision everywhere) {
        Optional<String> wanted = address(after);
        return wanted.isEmpty() || wanted.equals(address(before)) || everywhere.allowed()
                ? Optional.empty()
                : after.map(member -> new Refused(
                        Reason.FORBIDDEN,
                        List.of(new FieldProblem(
                                member.key(),
                                "spec.address",
                                wanted.get(),
                                "no address but the one that it has, or a caller with the role admin everywhere, for the"
                                        + " credentials of " + member.metadata().name()
                                        + ".kubeconfig are sent there: name a kubeconfig by spec.kubeconfig, whose own"
                                        + " server is asked"))));
    }

    private static Optional<String> address(Optional<Intent> intent) {
        return intent.filter(MemberIntent.class::isInstance)
                .flatMap(member -> ((MemberIntent) member).spec().address());
    }
}
