package io.fleetmesh.contract;

import io.fleetmesh.contract.resource.Kind;
import io.fleetmesh.contract.resource.MemberSpec;
import io.fleetmesh.contract.resource.NetworkProfileSpec;
import io.fleetmesh.contract.resource.ObjectMeta;
import io.fleetmesh.contract.resource.RoleBindingSpec;
import io.fleetmesh.contract.resource.RolloutStrategySpec;
import io.fleetmesh.contract.resource.Spec;

/** What an operator declares, as accepted; who did stands in the header {@link Headers#ACTOR}. */
public sealed interface Intent extends FleetRecord {

    ObjectMeta metadata();

    Spec spec();

    default Kind kind() {
        return switch (this) {
            case MemberIntent _ -> Kind.MEMBER;
            case NetworkProfileIntent _ -> Kind.NETWORK_PROFILE;
            case RolloutStrategyIntent _ -> Kind.ROLLOUT_STRATEGY;
            case RoleBindingIntent _ -> Kind.ROLE_BINDING;
        };
    }

    /** Kind and name. */
    @Override
    default String key() {
        return kind().object(metadata().name());
    }

    /** Of the kind that {@code spec} is of. */
    static Intent of(ObjectMeta metadata, Spec spec) {
        return switch (spec) {
            case MemberSpec member -> new MemberIntent(metadata, member);
            case NetworkProfileSpec profile -> new NetworkProfileIntent(metadata, profile);
            case RolloutStrategySpec strategy -> new RolloutStrategyIntent(metadata, strategy);
            case RoleBindingSpec binding -> new RoleBindingIntent(metadata, binding);
        };
    }

    /** A cluster that shall belong to the fleet: not to be mixed up with {@link Member}, which does. */
    record MemberIntent(ObjectMeta metadata, MemberSpec spec) implements Intent {}

    record NetworkProfileIntent(ObjectMeta metadata, NetworkProfileSpec spec) implements Intent {}

    record RolloutStrategyIntent(ObjectMeta metadata, RolloutStrategySpec spec) implements Intent {}

    record RoleBindingIntent(ObjectMeta metadata, RoleBindingSpec spec) implements Intent {}
}
