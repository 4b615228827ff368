package io.fleetmesh.meshstore.domain;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which Cilium a consumer runs, as far as it decides what its agents are shown. */
final class CiliumVersion {
    private static final Pattern TEXT = Pattern.compile("v?(?<major>\\d{1,4})\\.(?<minor>\\d{1,4})(?:[.+-].*)?");
    private static final int MAJOR = 1;
    private static final int READS_SLICES = 20;

    private CiliumVersion() {}

    /** Whether agents of this version know {@code endpointslices/v1}: 1.20 and newer, and no text that says no version. */
    static boolean readsSlices(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            return false;
        }
        int major = Integer.parseInt(matcher.group("major"));
        return major > MAJOR || (major == MAJOR && Integer.parseInt(matcher.group("minor")) >= READS_SLICES);
    }
}
