package io.fleetmesh.watcher.domain;

import java.math.BigInteger;
import java.util.regex.Pattern;

/** Order of a cluster's resource versions, which Kubernetes defines for unsigned decimals of any length. */
public final class ResourceVersions {
    private static final Pattern DECIMAL = Pattern.compile("[0-9]+");

    private ResourceVersions() {}

    /** Whether {@code one} is known to be older than {@code other}; what is no number is never known to be. */
    public static boolean older(String one, String other) {
        return DECIMAL.matcher(one).matches()
                && DECIMAL.matcher(other).matches()
                && new BigInteger(one).compareTo(new BigInteger(other)) < 0;
    }

    /** {@code next}, unless it is known to be older than {@code known}. */
    public static String newer(String known, String next) {
        return older(next, known) ? known : next;
    }
}
