package io.fleetmesh.contract.plan;

/** Marks in text for people. */
public enum Glyphs {
    UNICODE("√", "‼", "×", "→"),
    /** For terminals and files that know no more. */
    ASCII("ok", "!!", "xx", "->");

    private final String pass;
    private final String warn;
    private final String fail;
    private final String arrow;

    Glyphs(String pass, String warn, String fail, String arrow) {
        this.pass = pass;
        this.warn = warn;
        this.fail = fail;
        this.arrow = arrow;
    }

    public String of(Level level) {
        return switch (level) {
            case PASS -> pass;
            case WARN -> warn;
            case FAIL -> fail;
        };
    }

    /** Leads to what to do, or to a new value. */
    public String arrow() {
        return arrow;
    }
}
