package io.fleetmesh.watcher.kube;

import com.fasterxml.jackson.databind.JsonNode;
import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.MemberFact;
import java.util.List;

/** A kind that fabric8 has no model of, or of which little is kept; as a rule there are members that do not serve it. */
abstract class TreeKind implements WatchedKind<JsonNode> {
    /** Whether objects are of a namespace. */
    enum Scope {
        CLUSTER,
        NAMESPACED
    }

    private final Family family;
    private final String kind;
    private final Scope scope;
    private final List<String> paths;

    TreeKind(Family family, String kind, Scope scope, String... paths) {
        this.family = family;
        this.kind = kind;
        this.scope = scope;
        this.paths = List.of(paths);
    }

    /** As {@link #map}. */
    abstract MemberFact fact(Tree object) throws BadField;

    @Override
    public final MemberFact map(JsonNode object) throws BadField {
        return fact(Tree.of(object));
    }

    @Override
    public final Family family() {
        return family;
    }

    @Override
    public final String kind() {
        return kind;
    }

    @Override
    public final List<String> paths() {
        return paths;
    }

    @Override
    public final boolean namespaced() {
        return scope == Scope.NAMESPACED;
    }

    @Override
    public boolean optional() {
        return true;
    }

    @Override
    public final Class<JsonNode> type() {
        return JsonNode.class;
    }
}
