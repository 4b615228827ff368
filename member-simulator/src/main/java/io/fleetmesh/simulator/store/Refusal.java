package io.fleetmesh.simulator.store;

import java.util.Optional;

/** A request that an API server refuses, as it goes into a Kubernetes Status. */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Every reason with its HTTP status. */
    public enum Reason {
        BAD_REQUEST(400, "BadRequest"),
        FORBIDDEN(403, "Forbidden"),
        NOT_FOUND(404, "NotFound"),
        METHOD_NOT_ALLOWED(405, "MethodNotAllowed"),
        ALREADY_EXISTS(409, "AlreadyExists"),
        CONFLICT(409, "Conflict"),
        EXPIRED(410, "Expired"),
        UNSUPPORTED_MEDIA_TYPE(415, "UnsupportedMediaType"),
        INVALID(422, "Invalid"),
        INTERNAL_ERROR(500, "InternalError"),
        TIMEOUT(504, "Timeout");

        private final int code;
        private final String text;

        Reason(int code, String text) {
            this.code = code;
            this.text = text;
        }

        public int code() {
            return code;
        }

        public String text() {
            return text;
        }
    }

    /** What the refusal is about. */
    public record Subject(Kind kind, String name) {}

    private final Reason reason;
    private final transient Optional<Subject> subject;

    public Refusal(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.subject = Optional.empty();
    }

    private Refusal(Reason reason, String message, Optional<Subject> subject) {
        super(message);
        this.reason = reason;
        this.subject = subject;
    }

    public Reason reason() {
        return reason;
    }

    public Optional<Subject> subject() {
        return subject;
    }

    public static Refusal of(Reason reason, String message) {
        return new Refusal(reason, message, Optional.empty());
    }

    public static Refusal badRequest(String message) {
        return of(Reason.BAD_REQUEST, message);
    }

    public static Refusal notFound(Kind kind, String name) {
        return about(Reason.NOT_FOUND, kind, name, kind.resource() + " \"" + name + "\" not found");
    }

    public static Refusal alreadyExists(Kind kind, String name) {
        return about(Reason.ALREADY_EXISTS, kind, name, kind.resource() + " \"" + name + "\" already exists");
    }

    public static Refusal conflict(Kind kind, String name, String why) {
        return about(
                Reason.CONFLICT,
                kind,
                name,
                "Operation cannot be fulfilled on " + kind.resource() + " \"" + name + "\": " + why);
    }

    /** Refuses with 422; {@code field} is the path of a field and what was expected of it. */
    public static Refusal invalid(Kind kind, String name, String field) {
        return about(Reason.INVALID, kind, name, kind.kindName() + " \"" + name + "\" is invalid: " + field);
    }

    public static Refusal tooOld(long asked, long oldest) {
        return of(Reason.EXPIRED, "too old resource version: " + asked + " (" + oldest + ")");
    }

    private static Refusal about(Reason reason, Kind kind, String name, String message) {
        return new Refusal(reason, message, Optional.of(new Subject(kind, name)));
    }
}
