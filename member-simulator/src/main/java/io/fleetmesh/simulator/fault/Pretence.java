package io.fleetmesh.simulator.fault;

import java.util.Optional;
import java.util.Set;

/**
 * What a member says of itself and of its client that is not so.
 *
 * @param clockSkewSeconds by how much its clock is ahead, negative if behind: it dates its answers by that
 * @param version of Kubernetes, if it shall be another
 * @param denied rights that the client does not have, as verb and plural such as {@code get secrets}: it is told so when it asks
 *     what it may, and what it asks for to read is refused with 403
 */
public record Pretence(long clockSkewSeconds, Optional<String> version, Set<String> denied) {
    public static final Pretence NONE = new Pretence(0, Optional.empty(), Set.of());

    public Pretence {
        denied.forEach(right -> {
            if (!right.matches("[a-z]+ [a-z]+")) {
                throw new IllegalArgumentException(
                        "denied has \"" + right + "\", expected a verb and a plural such as get secrets");
            }
        });
        denied = Set.copyOf(denied);
    }

    /** Whether the client may do this. */
    public boolean allows(String verb, String plural) {
        return !denied.contains(verb + " " + plural);
    }
}
