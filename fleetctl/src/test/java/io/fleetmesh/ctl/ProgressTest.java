package io.fleetmesh.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final StringWriter said = new StringWriter();

    private void run(boolean terminal) {
        Progress progress = new Progress(new PrintWriter(said, true), terminal);
        progress.step("checking bank", 2);
        progress.end();
        progress.step("checking shop", 2);
        progress.end();
        progress.say("planning shop");
    }

    @Test
    void onATerminalOneLineIsWrittenOver() {
        run(true);

        String clear = "\r\u001b[K";
        assertEquals(
                clear + "[1/2] checking bank" + clear + clear + "[2/2] checking shop" + clear + clear + "planning shop",
                said.toString());
    }

    @Test
    void elsewhereEachThingThatBeginsIsAPlainLine() {
        run(false);

        assertEquals("[1/2] checking bank\n[2/2] checking shop\nplanning shop\n", said.toString());
    }
}
