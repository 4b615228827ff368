package io.fleetmesh.standalone;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.jboss.logmanager.handlers.ConsoleHandler;

/** The log of a process that is not a Quarkus application: warnings and errors, to standard output. */
final class ProcessLog {
    private static final String FORMAT = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5p %c{1} %m%e%n";

    private ProcessLog() {}

    /**
     * To be called first. Until somebody configures it, Quarkus' log manager makes every message down to TRACE and keeps it
     * for a start of Quarkus: a broker would take half of its CPU for that, and nobody would see its errors.
     */
    static void begin() {
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        root.setLevel(Level.WARNING);
        root.addHandler(new ConsoleHandler(new PatternFormatter(FORMAT)));
    }
}
