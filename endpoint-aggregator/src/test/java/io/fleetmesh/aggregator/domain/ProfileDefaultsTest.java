package io.fleetmesh.aggregator.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProfileDefaultsTest {
    private static final NamespaceDefault CLOSED = NamespaceDefault.of(false);
    private static final NamespaceDefault OPEN = NamespaceDefault.of(true);

    private final ProfileDefaults defaults = new ProfileDefaults();

    @Test
    void nobodyCanSayBeforeAllHaveBeenRead() {
        assertEquals(Optional.empty(), defaults.of("blue", NamespaceDefault.NOT_APPLIED));
        assertEquals(Optional.empty(), defaults.of("blue", CLOSED));

        var _ = defaults.put("green", false);

        assertEquals(Optional.empty(), defaults.of("blue", NamespaceDefault.NOT_APPLIED));
    }

    @Test
    void aProfileThatNoPlanWasAppliedToHasCiliumsDefault() {
        var _ = defaults.put("green", false);
        defaults.complete();

        NamespaceDefault found =
                defaults.of("blue", NamespaceDefault.NOT_APPLIED).orElseThrow();

        assertEquals(NamespaceDefault.NOT_APPLIED, found);
        assertTrue(found.global());
    }

    @Test
    void theNewestOfAProfileCountsWhateverTheOutputWasMadeBy() {
        assertTrue(defaults.put("blue", true));
        assertFalse(defaults.put("blue", true));
        assertTrue(defaults.put("blue", false));
        defaults.complete();

        assertEquals(Optional.of(CLOSED), defaults.of("blue", OPEN));
        assertFalse(CLOSED.global());
    }

    @Test
    void ofALostTopicWhatTheOutputWasMadeByCounts() {
        defaults.complete();

        assertEquals(Optional.of(CLOSED), defaults.of("blue", CLOSED));
        assertEquals(Optional.of(OPEN), defaults.of("blue", OPEN));
    }

    @Test
    void whatWasReadStaysWhenNoMoreCanBeRead() {
        var _ = defaults.put("blue", false);
        defaults.complete();

        defaults.lost();

        assertEquals(Optional.of(CLOSED), defaults.of("blue", OPEN));
        assertEquals(Optional.empty(), defaults.of("green", OPEN));
    }
}
