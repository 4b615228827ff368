package io.fleetmesh.contract.resource;

import java.util.Arrays;
import java.util.Optional;

/** What can be declared. */
public enum Kind {
    MEMBER("Member", "members", MemberSpec.class, "A cluster of the fleet, as its operator declares it."),
    NETWORK_PROFILE(
            "NetworkProfile",
            "networkprofiles",
            NetworkProfileSpec.class,
            "One mesh: who belongs to it, what all of them share, and who may see whom."),
    ROLLOUT_STRATEGY(
            "RolloutStrategy",
            "rolloutstrategies",
            RolloutStrategySpec.class,
            "How a change goes over the members, wave by wave, and when it stops."),
    ROLE_BINDING("RoleBinding", "rolebindings", RoleBindingSpec.class, "Who may do what, by profile and namespace.");

    public static final String GROUP = "fleetmesh.io";
    public static final String VERSION = "v1alpha1";
    public static final String API_VERSION = GROUP + "/" + VERSION;

    private final String text;
    private final String plural;
    private final Class<? extends Spec> spec;
    private final String description;

    Kind(String text, String plural, Class<? extends Spec> spec, String description) {
        this.text = text;
        this.plural = plural;
        this.spec = spec;
        this.description = description;
    }

    /** As manifests name it. */
    public String text() {
        return text;
    }

    /** As paths name it. */
    public String plural() {
        return plural;
    }

    public Class<? extends Spec> spec() {
        return spec;
    }

    public String description() {
        return description;
    }

    /** The object of this kind and {@code name}, as keys and errors name it. */
    public String object(String name) {
        return text + "/" + name;
    }

    /** By {@link #text}. */
    public static Optional<Kind> of(String text) {
        return Arrays.stream(values()).filter(kind -> kind.text.equals(text)).findFirst();
    }

    /** By {@link #plural}. */
    public static Optional<Kind> ofPlural(String plural) {
        return Arrays.stream(values())
                .filter(kind -> kind.plural.equals(plural))
                .findFirst();
    }
}
