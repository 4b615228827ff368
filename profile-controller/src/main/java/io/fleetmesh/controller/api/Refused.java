package io.fleetmesh.controller.api;

/** A request that is not followed. */
final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Answer answer;

    Refused(Answer answer) {
        super(answer.body().path("detail").asText());
        this.answer = answer;
    }

    /** What the caller is told. */
    Answer answer() {
        return answer;
    }
}
