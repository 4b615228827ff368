package io.fleetmesh.kit.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstanceFileTest {
    @TempDir
    Path directory;

    @Test
    void theNextStartHasTheSameName() {
        String name = InstanceFile.read(directory.resolve("one"));

        assertEquals(name, InstanceFile.read(directory.resolve("one")));
        assertNotEquals(name, InstanceFile.read(directory.resolve("two")));
    }

    @Test
    void whatIsNoNameIsRefusedByItsFile() throws IOException {
        Path file = Files.writeString(directory.resolve("instance"), "");

        String why = assertThrows(IllegalArgumentException.class, () -> InstanceFile.read(directory))
                .getMessage();

        assertTrue(why.contains(file.toString()), why);
    }
}
