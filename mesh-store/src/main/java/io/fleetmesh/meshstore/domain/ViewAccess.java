package io.fleetmesh.meshstore.domain;

/** Who may see what. Thread-safe. */
public interface ViewAccess {

    /** The view of the consumer with this cluster name. */
    Access viewOf(String clusterName);

    /** The answer; never an empty view in place of one that is not known or not loaded. */
    sealed interface Access {
        record Ready(ViewIndex view) implements Access {}

        /** It will be, or may turn out to be, a view of this store: the caller is to come again. */
        record NotLoaded() implements Access {}

        record Unknown() implements Access {}
    }
}
