package io.fleetmesh.watcher.kube;

import io.fleetmesh.watcher.domain.Trouble;

/** A call to a member's API did not give what was asked for. */
final class ApiFailure extends Exception {
    private static final long serialVersionUID = 1;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int GONE = 410;
    private static final int TOO_MANY = 429;
    private static final int NO_STATUS = 0;
    private static final int LONGEST_CAUSE = 300;

    private final transient Trouble trouble;
    private final int status;

    private ApiFailure(Trouble trouble, int status) {
        super(trouble.reason());
        this.trouble = trouble;
        this.status = status;
    }

    /** No answer. */
    static ApiFailure noAnswer(String what, String cause) {
        return new ApiFailure(Trouble.unreachable(what + ": no answer: " + cut(cause)), NO_STATUS);
    }

    /** It could not even be asked, by what we have to ask with. */
    static ApiFailure notAsked(String what, String cause) {
        return new ApiFailure(Trouble.suspect(what + ": cannot be asked: " + cut(cause)), NO_STATUS);
    }

    /** An answer that is not what the API promises. */
    static ApiFailure badAnswer(String what, String cause) {
        return new ApiFailure(Trouble.suspect(what + ": " + cut(cause)), NO_STATUS);
    }

    static ApiFailure of(Trouble trouble) {
        return new ApiFailure(trouble, NO_STATUS);
    }

    /** A refusal says that we may not see the truth; a busy or broken server says nothing. */
    static ApiFailure status(String what, int status, String message) {
        String reason = what + " answered " + status + ": " + cut(message) + hint(status);
        boolean silent = status >= 500 || status == TOO_MANY;
        return new ApiFailure(silent ? Trouble.unreachable(reason) : Trouble.suspect(reason), status);
    }

    private static String hint(int status) {
        return switch (status) {
            case 401 -> "; expected valid credentials in the member's kubeconfig";
            case 403 ->
                "; expected the right to get namespaces and to list and watch this kind, as docs/operations.md has it";
            case 404 -> "; expected an API server that serves this kind";
            default -> "";
        };
    }

    private static String cut(String text) {
        return text.length() > LONGEST_CAUSE ? text.substring(0, LONGEST_CAUSE) : text;
    }

    Trouble trouble() {
        return trouble;
    }

    /** We may not see it. */
    boolean forbidden() {
        return status == FORBIDDEN;
    }

    /** There is nothing at the path. */
    boolean notFound() {
        return status == NOT_FOUND;
    }

    /** The resource version or the list's continuation is too old. */
    boolean gone() {
        return status == GONE;
    }
}
