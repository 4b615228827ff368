package io.fleetmesh.controller.domain;

import java.util.Optional;
import java.util.regex.Pattern;

/** Which texts can be names. Each check answers with what was expected, or with nothing if the text will do. */
public final class Names {
    private static final int LABEL_LENGTH = 63;
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");

    private static final int CLUSTER_NAME_LENGTH = 32;
    /** Stock Cilium refuses to start with any other name. */
    private static final Pattern CLUSTER_NAME = Pattern.compile("([a-z0-9][-a-z0-9]*)?[a-z0-9]");

    private Names() {}

    /** A DNS label: it can stand in a topic's name and in a Kubernetes object's. */
    public static Optional<String> label(String text) {
        return text.length() <= LABEL_LENGTH && LABEL.matcher(text).matches()
                ? Optional.empty()
                : Optional.of("at most " + LABEL_LENGTH + " of a-z, 0-9 and '-', with a letter or digit at both ends");
    }

    /** Cilium's rule for cluster names, without the name of a cluster outside any mesh. */
    public static Optional<String> clusterName(String text) {
        if (text.equals("default")) {
            return Optional.of("a name of its own: 'default' is what Cilium calls a cluster outside any mesh");
        }
        return text.length() <= CLUSTER_NAME_LENGTH
                        && CLUSTER_NAME.matcher(text).matches()
                ? Optional.empty()
                : Optional.of(
                        "at most " + CLUSTER_NAME_LENGTH + " of a-z, 0-9 and '-', with a letter or digit at both ends");
    }
}
