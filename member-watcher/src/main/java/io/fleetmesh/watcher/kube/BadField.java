package io.fleetmesh.watcher.kube;

/** A field of an object is not what Kubernetes promises. */
public final class BadField extends Exception {
    private static final long serialVersionUID = 1;

    private final String field;
    private final String expected;
    private final String found;

    public BadField(String field, String expected, String found) {
        super(field + " is " + found + ", expected " + expected);
        this.field = field;
        this.expected = expected;
        this.found = found;
    }

    public String field() {
        return field;
    }

    public String expected() {
        return expected;
    }

    public String found() {
        return found;
    }
}
