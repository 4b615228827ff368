package io.fleetmesh.ctl.compare;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fleetmesh.contract.MeshFamily;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** What stock Cilium 1.19.7 made of the objects in the aggregator's samples: keys in cache form, and values. */
public final class Samples {
    private static final Path FILE = Path.of("../endpoint-aggregator/src/test/resources/samples/expected-cache.txt");

    private Samples() {}

    /** All of it, without canaries. */
    public static NavigableMap<String, String> all() throws IOException {
        List<String> lines = Files.readAllLines(FILE);
        NavigableMap<String, String> entries = new TreeMap<>();
        for (int i = 0; i + 1 < lines.size(); i += 2) {
            if (!lines.get(i).startsWith("cilium/synced/")) {
                entries.put(lines.get(i), lines.get(i + 1));
            }
        }
        return entries;
    }

    static Iterator<Entry> of(NavigableMap<String, String> entries, MeshFamily family) {
        String prefix = Keys.cache(family, "east");
        return entries.tailMap(prefix).entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix))
                .map(entry -> new Entry(entry.getKey(), entry.getValue().getBytes(UTF_8)))
                .iterator();
    }
}
