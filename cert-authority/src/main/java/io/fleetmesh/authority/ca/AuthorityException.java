package io.fleetmesh.authority.ca;

import java.nio.file.Path;

/** Files of the authority cannot be used as they are. The message names the file, what is wrong and what to do. */
public final class AuthorityException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What kind of fault it is. */
    public enum Kind {
        /** A file is missing, not what it should be, or does not match its neighbour. */
        DAMAGED,
        /** Others than the owner may read or change it. */
        EXPOSED,
        /** The file system refused. */
        IO
    }

    private final Kind kind;

    AuthorityException(Kind kind, Path file, String problem) {
        super(file + ": " + problem);
        this.kind = kind;
    }

    AuthorityException(Kind kind, Path file, String problem, Throwable cause) {
        super(file + ": " + problem, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
