package io.fleetmesh.aggregator.domain;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the applied profiles say of Namespaces without the annotation. Nothing is guessed: as long as not all of them have been
 * read nobody can say what counts for a profile that was not among them; and what was said once stays until something else is
 * said, for a profile is never un-applied. Not thread-safe.
 */
public final class ProfileDefaults {
    private final Map<String, NamespaceDefault> said = new HashMap<>();
    private boolean whole;

    /** Takes what the newest record of a profile says; whether that is something else than before. */
    public boolean put(String profile, boolean globalByDefault) {
        NamespaceDefault now = NamespaceDefault.of(globalByDefault);
        return !now.equals(said.put(profile, now));
    }

    /** All that there are have been taken. */
    public void complete() {
        whole = true;
    }

    /** They cannot be read any more: there may be others now. */
    public void lost() {
        whole = false;
    }

    /**
     * What counts for a profile's members; empty if nobody can say.
     *
     * @param held what the member's output was made by. It counts where the profiles say nothing, for then they have been lost
     */
    public Optional<NamespaceDefault> of(String profile, NamespaceDefault held) {
        return Optional.ofNullable(said.get(profile)).or(() -> whole ? Optional.of(held) : Optional.empty());
    }
}
