package io.fleetmesh.watcher.kube;

import io.fleetmesh.contract.resource.Format;
import java.util.regex.Pattern;

/**
 * What Kubernetes lets objects be called. Names are parts of keys, here and in what agents are served, and so have no {@code /} in
 * them, whatever an API answers.
 */
enum NameForm {
    /** Of namespaces and Services; of the latter Kubernetes before 1.36 wants a letter at the beginning as well. */
    LABEL(Format.NAME.expected()) {
        @Override
        boolean fits(String name) {
            return Format.NAME.fits(name);
        }
    },
    /** Of everything else. */
    SUBDOMAIN("a DNS name: at most 253 of a-z, 0-9, '-' and '.', with a letter or digit at both ends of each part") {
        private static final int LENGTH = 253;
        private static final Pattern PATTERN =
                Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

        @Override
        boolean fits(String name) {
            return name.length() <= LENGTH && PATTERN.matcher(name).matches();
        }
    };

    private final String expected;

    NameForm(String expected) {
        this.expected = expected;
    }

    abstract boolean fits(String name);

    String require(String field, String name) throws BadField {
        if (!fits(name)) {
            throw new BadField(field, expected, name);
        }
        return name;
    }
}
