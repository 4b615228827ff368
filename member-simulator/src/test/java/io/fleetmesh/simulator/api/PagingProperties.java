package io.fleetmesh.simulator.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fleetmesh.simulator.store.Json;
import io.fleetmesh.simulator.store.Key;
import io.fleetmesh.simulator.store.Kind;
import io.fleetmesh.simulator.store.ObjectStore;
import io.fleetmesh.simulator.store.StoredObject;
import io.fleetmesh.simulator.store.Writes;
import io.vertx.core.MultiMap;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.PrimitiveIterator;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class PagingProperties {
    private final ObjectStore store = new ObjectStore(1_000, 4_096);
    private final Writes writes = new Writes("east", store, Clock.systemUTC());

    @Property(tries = 200)
    void pagesReadWhileObjectsChangeAreOneRevision(@ForAll long seed, @ForAll @IntRange(min = 1, max = 7) int limit) {
        PrimitiveIterator.OfInt choices = new Random(seed).ints(0, 30).iterator();
        change(choices, 40);
        List<Long> expected = revisions(store.table(Kind.NODE).in("").stream().toList());
        List<Long> read = new ArrayList<>();
        ListPage page = page(limit, "");
        long revision = page.revision();
        read.addAll(revisions(page.items()));
        while (!page.next().isEmpty()) {
            change(choices, 5);
            page = page(limit, page.next());
            assertEquals(revision, page.revision());
            read.addAll(revisions(page.items()));
        }
        assertEquals(expected, read);
    }

    private ListPage page(int limit, String next) {
        MultiMap parameters = MultiMap.caseInsensitiveMultiMap()
                .add("limit", Integer.toString(limit))
                .add("continue", next);
        return ListPage.of(store, Optional.empty(), Kind.NODE, "", ListQuery.of(parameters));
    }

    private static List<Long> revisions(List<StoredObject> objects) {
        return objects.stream().map(StoredObject::revision).toList();
    }

    /** Creates what is not there; changes or deletes what is. */
    private void change(PrimitiveIterator.OfInt choices, int times) {
        for (int i = 0; i < times; i++) {
            String name = "n" + choices.nextInt();
            Key key = new Key("", name);
            Optional<StoredObject> there = store.get(Kind.NODE, key);
            if (there.isEmpty()) {
                ObjectNode node = Json.object();
                node.putObject("metadata").put("name", name);
                writes.create(Kind.NODE, "", node);
            } else if (choices.nextInt() % 2 == 0) {
                writes.delete(Kind.NODE, key);
            } else {
                ObjectNode changed = there.get().copy();
                changed.putObject("status").put("at", store.revision());
                writes.replace(Kind.NODE, key, changed);
            }
        }
    }
}
