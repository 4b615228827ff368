package io.fleetmesh.ctl;

import java.io.Console;
import java.io.PrintWriter;

/** How far something is: on one line of a terminal that is written over; elsewhere a plain line for each thing that begins. */
final class Progress {
    private static final String CLEAR = "\r\u001b[K";

    private final PrintWriter err;
    private final boolean terminal;
    private int done;

    Progress(PrintWriter err, boolean terminal) {
        this.err = err;
        this.terminal = terminal;
    }

    /** Whatever Error Prone says: where input or output is no terminal, there may be no console. */
    @SuppressWarnings("SystemConsoleNull")
    static boolean onTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    /** The next of {@code all} begins. */
    void step(String what, int all) {
        done++;
        say("[" + done + "/" + all + "] " + what);
    }

    /** Something begins that takes a while. */
    void say(String what) {
        if (terminal) {
            err.print(CLEAR + what);
            err.flush();
        } else {
            err.println(what);
        }
    }

    /** On a terminal nothing is left to be seen of it. */
    void end() {
        if (terminal) {
            err.print(CLEAR);
            err.flush();
        }
    }
}
