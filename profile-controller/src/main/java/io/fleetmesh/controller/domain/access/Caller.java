package io.fleetmesh.controller.domain.access;

import java.util.Locale;
import java.util.Set;

/**
 * Who asks. Equal names are the same person, however they were authenticated.
 *
 * @param groups as the token says; a certificate names none
 * @param admin whether configuration names this one as admin of everything, whatever bindings say
 */
public record Caller(String name, Set<String> groups, By by, boolean admin) {
    /** Whoever is on this machine, as long as nobody can be authenticated. */
    public static final Caller ANONYMOUS = new Caller("anonymous", Set.of(), By.LOOPBACK, true);

    public Caller {
        groups = Set.copyOf(groups);
    }

    /** How it is known who asks. */
    public enum By {
        CERTIFICATE,
        TOKEN,
        LOOPBACK,
        /** Nobody asks: it is this service itself, which found something. */
        DISCOVERY;

        /** As records name it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
