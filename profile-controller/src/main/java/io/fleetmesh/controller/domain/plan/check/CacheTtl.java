package io.fleetmesh.controller.domain.plan.check;

import io.fleetmesh.contract.CiliumNetwork;
import io.fleetmesh.controller.domain.plan.CheckInput;
import io.fleetmesh.controller.domain.plan.Judgement;
import io.fleetmesh.controller.domain.plan.Subject;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** With {@code clustermesh-cache-ttl} agents drop remote services when the store is away for that long. */
final class CacheTtl {
    /** Of Go's durations: digits and their units. Without groups, since the text is a member's and may be long. */
    private static final Pattern ZERO = Pattern.compile("[+-]?0[0.a-zµ]*+");

    private CacheTtl() {}

    static String judge(CheckInput in, Judgement out) {
        int set = 0;
        int known = 0;
        for (Subject subject : in.all()) {
            Optional<CiliumNetwork> network = subject.inventory().network();
            if (network.isEmpty()) {
                out.unknown(subject.id(), "clustermesh-cache-ttl", "look it up in its cilium-config");
            }
            known += network.isPresent() ? 1 : 0;
            Optional<String> ttl = network.flatMap(CiliumNetwork::cacheTtl)
                    .filter(text -> !ZERO.matcher(text).matches());
            if (ttl.isPresent()) {
                set++;
                out.warn(
                        List.of(subject.id()),
                        subject.id() + " has clustermesh-cache-ttl " + ttl.get()
                                + ": its agents drop other members' services when the store is away for so long",
                        "set the Helm value clustermesh.cacheTTL=0s: what is served stays as it is when parts of the hub are"
                                + " away, and this undoes it");
            }
        }
        return "clustermesh-cache-ttl is set in " + Count.part(set, known, "member") + " whose configuration is known";
    }
}
