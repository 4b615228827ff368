package io.fleetmesh.controller.domain.access;

import java.util.Optional;
import java.util.Set;

/**
 * To what something is done.
 *
 * @param profile whose it is; empty if it belongs to none
 * @param segments in which a member is
 * @param namespace in which a service is
 */
public record Target(Optional<String> profile, Set<String> segments, Optional<String> namespace) {
    /** All that belongs to no profile. */
    public static final Target FLEET = new Target(Optional.empty(), Set.of(), Optional.empty());

    public Target {
        segments = Set.copyOf(segments);
    }

    /** A profile, its strategy, its plans. */
    public static Target profile(String name) {
        return new Target(Optional.of(name), Set.of(), Optional.empty());
    }

    /** A member of {@code profile}. */
    public static Target member(String profile, Set<String> segments) {
        return new Target(Optional.of(profile), segments, Optional.empty());
    }

    /** Services of a namespace, of whatever profile. */
    public static Target namespace(String name) {
        return new Target(Optional.empty(), Set.of(), Optional.of(name));
    }

    /** Services of a namespace in a profile. */
    public static Target services(String profile, String namespace) {
        return new Target(Optional.of(profile), Set.of(), Optional.of(namespace));
    }

    String text() {
        return profile.map(name -> "in profile " + name).orElse("outside of all profiles")
                + namespace.map(name -> ", in namespace " + name).orElse("");
    }
}
