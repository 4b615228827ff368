package io.fleetmesh.meshstore.domain;

import static io.fleetmesh.meshstore.domain.Fixtures.NOW;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.BeforeTry;

/** Lists in pages while keys come, change and go. */
class ViewPagesProperties {
    private static final KeyRange LISTED = KeyRange.prefix("b");
    private static final int KEYS = 3_000;

    private final Map<Bytes, Bytes> now = new TreeMap<>();

    /** Tries have the test's fields in common. */
    @BeforeTry
    void forget() {
        now.clear();
    }

    @Property(tries = 40)
    void pagesAreOfTheFirstOnesRevisionAndEachCountsWhatIsLeft(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 400) int size) {
        Random random = new Random(seed);
        ViewIndex index =
                new ViewIndex(new Revisions(), new HistoryLimits(Integer.MAX_VALUE, 1L << 40, Duration.ofDays(1)));
        change(index, random, KEYS);
        List<Bytes> expected = now.keySet().stream().filter(LISTED::contains).toList();

        List<Bytes> listed = new ArrayList<>();
        long revision = 0;
        Optional<KeyRange> rest = Optional.of(LISTED);
        while (rest.isPresent()) {
            RangeRead.Found page = assertInstanceOf(RangeRead.Found.class, index.range(rest.get(), revision, size));
            assertEquals(expected.size() - listed.size(), page.count());
            revision = revision == 0 ? page.revision() : revision;
            page.keyValues().forEach(kv -> listed.add(kv.key()));
            rest = page.count() > page.keyValues().size()
                    ? Optional.of(new KeyRange(listed.getLast().next(), LISTED.end()))
                    : Optional.empty();
            change(index, random, size);
        }

        assertEquals(expected, listed);
    }

    /** What an agent that lists again after the answer finds is whole, too. */
    @Property(tries = 40)
    void aPageOfARevisionThatIsForgottenSaysSo(@ForAll long seed) {
        Random random = new Random(seed);
        ViewIndex index = new ViewIndex(new Revisions(), new HistoryLimits(50, 1L << 40, Duration.ofDays(1)));
        change(index, random, KEYS);
        RangeRead.Found first = assertInstanceOf(RangeRead.Found.class, index.range(LISTED, 0, 10));
        KeyRange rest = new KeyRange(first.keyValues().getLast().key().next(), LISTED.end());
        change(index, random, 200);

        RangeRead second = index.range(rest, first.revision(), 10);

        assertEquals(new RangeRead.Compacted(index.compactRevision()), second);
        RangeRead.Found again = assertInstanceOf(RangeRead.Found.class, index.range(LISTED, 0, 0));
        assertEquals(
                now.keySet().stream().filter(LISTED::contains).toList(),
                again.keyValues().stream().map(KeyValue::key).toList());
    }

    private void change(ViewIndex index, Random random, int times) {
        for (int i = 0; i < times; i++) {
            Bytes key = Bytes.of((char) ('a' + random.nextInt(3)) + "%04d".formatted(random.nextInt(KEYS)));
            if (now.containsKey(key) && random.nextInt(3) == 0) {
                now.remove(key);
                var _ = index.commit(List.of(new Change.Delete(key)), NOW);
            } else {
                Bytes value = Bytes.of(Integer.toString(random.nextInt()));
                now.put(key, value);
                var _ = index.commit(List.of(new Change.Put(key, value)), NOW);
            }
        }
    }
}
