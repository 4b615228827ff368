package io.fleetmesh.ctl;

import io.fleetmesh.contract.resource.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What can be asked for by name. */
enum Resource {
    MEMBERS("members", "Member", Optional.of(Kind.MEMBER), "member"),
    PROFILES("networkprofiles", "NetworkProfile", Optional.of(Kind.NETWORK_PROFILE), "profile"),
    STRATEGIES("rolloutstrategies", "RolloutStrategy", Optional.of(Kind.ROLLOUT_STRATEGY), "strategy"),
    /** Who may what. */
    BINDINGS("rolebindings", "RoleBinding", Optional.of(Kind.ROLE_BINDING), "binding"),
    /** Of the whole fleet; their names have a namespace before them. */
    SERVICES("globalservices", "GlobalService", Optional.empty(), "service"),
    PLANS("plans", "Plan", Optional.empty(), "plan");

    /** For help and errors. */
    static final String ALL = "members, profiles, strategies, bindings, services or plans";

    private final String plural;
    private final String text;
    private final Optional<Kind> kind;
    private final String singular;

    Resource(String plural, String text, Optional<Kind> kind, String singular) {
        this.plural = plural;
        this.text = text;
        this.kind = kind;
        this.singular = singular;
    }

    /** As paths name it. */
    String plural() {
        return plural;
    }

    /** As documents name it. */
    String text() {
        return text;
    }

    /** If people declare it. */
    Optional<Kind> kind() {
        return kind;
    }

    String object(String name) {
        return text + "/" + name;
    }

    /** Of an object, in its listing. */
    boolean hasNamespaces() {
        return this == SERVICES;
    }

    static Resource of(Kind kind) {
        return Arrays.stream(values())
                .filter(resource -> resource.kind.equals(Optional.of(kind)))
                .findFirst()
                .orElseThrow();
    }

    /** By any word that people may use. */
    static Optional<Resource> of(String word) {
        String small = word.toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(resource -> resource.words().contains(small))
                .findFirst();
    }

    /** The shortest first. */
    List<String> words() {
        return List.of(singular, name().toLowerCase(Locale.ROOT), text.toLowerCase(Locale.ROOT), plural);
    }

    /** Of all, for completion. */
    static String plurals() {
        return Arrays.stream(values())
                .map(resource -> resource.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(" "));
    }
}
