package io.fleetmesh.ctl;

/** A reason not to go on, in words that say what to do, and the exit code for it. */
class Failure extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Differences were found; only of {@code diff}. */
    static final int DIFFERENT = 1;
    /** The server refused, or there is nothing such, or a check fails. */
    static final int REFUSED = 3;
    /** No server answers, or not now. */
    static final int UNAVAILABLE = 4;
    /** Nothing fails, but not all could be looked at; only of {@code check --kubeconfig}. */
    static final int INCOMPLETE = 5;

    private final int exitCode;

    Failure(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }

    /** There is nothing such. */
    static final class NotFound extends Failure {
        private static final long serialVersionUID = 1;

        NotFound(String message) {
            super(REFUSED, message);
        }
    }

    /** It is not known who asks, or who asks may not. */
    static final class Denied extends Failure {
        private static final long serialVersionUID = 1;

        Denied(String message) {
            super(REFUSED, message);
        }
    }

    /** What came after a version is not known any more. */
    static final class Expired extends Failure {
        private static final long serialVersionUID = 1;

        Expired(String message) {
            super(REFUSED, message);
        }
    }
}
