package io.fleetmesh.watcher.kube;

import com.fasterxml.jackson.databind.JsonNode;
import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.MemberFact;

/** A kind that fabric8 has no model of, or of which little is kept; as a rule there are members that do not serve it. */
abstract class TreeKind extends FramedKind<JsonNode> {
    TreeKind(Family family, String kind, Scope scope, String... paths) {
        super(family, kind, JsonNode.class, scope, paths);
    }

    /** As {@link #map}. */
    abstract MemberFact fact(Tree object) throws BadField;

    @Override
    public final MemberFact map(JsonNode object) throws BadField {
        return fact(Tree.of(object));
    }

    @Override
    public boolean optional() {
        return true;
    }
}
