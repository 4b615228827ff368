package io.fleetmesh.meshstore.domain;

import io.fleetmesh.contract.Topic;
import java.util.Optional;

/**
 * Whose views a store serves.
 *
 * @param consumer the one member whose store it is; without it, all consumers of the profile
 */
public record StoreScope(String profile, Optional<String> consumer) {

    /** All consumers of a profile. */
    public static StoreScope of(String profile) {
        return new StoreScope(profile, Optional.empty());
    }

    /** Where its views stand. */
    public Topic views() {
        return consumer.map(own -> Topic.ownView(profile, own)).orElseGet(() -> Topic.views(profile));
    }

    /** Where what a member gives stands. */
    public Topic mesh(String member) {
        return Topic.mesh(profile, member);
    }
}
