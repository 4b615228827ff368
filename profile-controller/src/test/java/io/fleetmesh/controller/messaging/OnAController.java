package io.fleetmesh.controller.messaging;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests of a controller on a real broker: what it begins with is theirs to say. */
abstract class OnAController {
    @TempDir
    Path directory;

    RunningController controller;

    @BeforeEach
    final void open() throws IOException {
        controller = new RunningController(directory);
    }

    @AfterEach
    final void close() throws Exception {
        controller.close();
    }
}
