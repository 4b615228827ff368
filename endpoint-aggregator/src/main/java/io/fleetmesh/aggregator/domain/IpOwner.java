package io.fleetmesh.aggregator.domain;

import io.fleetmesh.contract.MeshRecord;
import io.fleetmesh.contract.MeshRecord.IpRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.Predicate;

/**
 * Who has an address. Of the endpoints that claim it, of global namespaces and with an identity that is shown, the first by
 * namespace and pod has it; the others wait. So the owner depends on the facts alone, not on their order, and when it goes the
 * next one has the address at once, without a time in which nobody has it.
 *
 * <p>An address is never shown before its identity: an endpoint whose identity has not been seen waits for it, and does not
 * keep the address from one whose identity has.
 */
final class IpOwner {
    /** What is known of an identity. */
    enum Identity {
        SHOWN,
        /** It has not been seen (yet). */
        UNKNOWN,
        /** It is there, and is not exported. */
        WITHHELD
    }

    private final Predicate<String> takesPart;
    private final LongFunction<Identity> identities;
    private final IdentityRange range;

    /**
     * @param takesPart whether a namespace is known to be global
     * @param identities of this cluster's range
     */
    IpOwner(Predicate<String> takesPart, LongFunction<Identity> identities, IdentityRange range) {
        this.takesPart = takesPart;
        this.identities = identities;
        this.range = range;
    }

    /** The identity that a record of an address must not be shown without. */
    static Optional<Item> identityOf(MeshRecord record) {
        return record instanceof IpRecord ip && ip.identity() >= IdentityRange.RESERVED
                ? Optional.of(Item.identity(ip.identity()))
                : Optional.empty();
    }

    /** @param claims of one address, in their order */
    Desired decide(List<IpClaim> claims) {
        List<Problem> problems = new ArrayList<>();
        Optional<IpClaim> owner = Optional.empty();
        Optional<IpClaim> waiting = Optional.empty();
        for (IpClaim claim : claims) {
            if (!takesPart.test(claim.namespace())) {
                continue;
            }
            if (owner.isPresent()) {
                pending(claim, owner.get(), problems);
                continue;
            }
            switch (state(claim.identity())) {
                case SHOWN -> owner = Optional.of(claim);
                case UNKNOWN -> waiting = waiting.or(() -> Optional.of(claim));
                case WITHHELD -> problems.add(withheld(claim));
            }
        }
        return new Desired(owner.map(IpClaim::record), waiting.map(IpClaim::pod), problems);
    }

    private Identity state(long identity) {
        if (identity >= 0 && identity < IdentityRange.RESERVED) {
            return Identity.SHOWN;
        }
        return range.contains(identity) ? identities.apply(identity) : Identity.WITHHELD;
    }

    private Problem withheld(IpClaim claim) {
        String expected = range.contains(claim.identity())
                ? "an identity that is exported"
                : "a number of this cluster's, " + range + ", or a reserved one";
        return new Problem(
                claim.fact(),
                "endpoint[" + claim.endpoint().name() + "].identity.id",
                Long.toString(claim.identity()),
                expected);
    }

    private static void pending(IpClaim claim, IpClaim owner, List<Problem> problems) {
        if (!claim.pod().equals(owner.pod())) {
            problems.add(new Problem(
                    claim.fact(),
                    "endpoint[" + claim.endpoint().name() + "].networking.addressing",
                    claim.ip(),
                    "an address of its own: " + owner.pod() + " has it"));
        }
    }
}
