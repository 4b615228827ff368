package io.fleetmesh.standalone;

import java.io.PrintStream;
import java.time.Duration;

/** Says on the terminal what is being waited for. */
final class Progress {
    private final PrintStream out = System.out;
    private final long begun = System.nanoTime();

    void step(String what) {
        Duration since = Duration.ofNanos(System.nanoTime() - begun);
        out.printf("%4.1f s  %s%n", since.toMillis() / 1000.0, what);
        out.flush();
    }

    void line(String text) {
        out.println(text);
        out.flush();
    }
}
