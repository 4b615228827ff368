package io.fleetmesh.meshstore.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The tree beside a map that is counted one by one. */
class KeyTreeProperties {
    /** More than two levels hold. */
    private static final int KEYS = 12_000;

    private static final int LOOKS = 40;

    private static Bytes key(int number) {
        return Bytes.of("k/%05d".formatted(number));
    }

    private static KeyRange range(Random random) {
        Bytes from = key(random.nextInt(KEYS));
        return switch (random.nextInt(4)) {
            case 0 -> KeyRange.prefix("k/" + random.nextInt(2));
            case 1 -> KeyRange.of(from.next().bytes(), new byte[] {0});
            case 2 -> KeyRange.only(from);
            default -> KeyRange.of(from.bytes(), key(random.nextInt(KEYS)).bytes());
        };
    }

    private static void assertAlike(KeyTree tree, NavigableMap<Bytes, Versions> map, KeyRange range, long revision) {
        List<Versions> expected = map.tailMap(range.from()).entrySet().stream()
                .takeWhile(entry -> range.isBelowEnd(entry.getKey()))
                .map(entry -> entry.getValue())
                .toList();
        List<Versions> found = new ArrayList<>();
        tree.scan(range, versions -> {
            found.add(versions);
            return true;
        });
        assertEquals(expected, found);
        assertEquals(
                expected.stream()
                        .filter(versions -> versions.at(revision).isPresent())
                        .count(),
                tree.count(range, revision),
                () -> range + " at " + revision);
    }

    @Property(tries = 25)
    void itHasWhatWasPutAndCountsItAtAnyRevision(@ForAll long seed, @ForAll boolean ascending) {
        Random random = new Random(seed);
        NavigableMap<Bytes, Versions> map = new TreeMap<>();
        KeyTree tree = KeyTree.EMPTY;
        int writes = KEYS / 2 + random.nextInt(KEYS);
        for (long revision = 1; revision <= writes; revision++) {
            Bytes key = key(ascending ? (int) revision - 1 : random.nextInt(KEYS));
            Versions known = map.getOrDefault(key, SeveralVersions.NONE);
            KeyValue next = known.latest().isPresent() && random.nextInt(3) == 0
                    ? KeyValue.tombstone(key, revision)
                    : put(known, key, revision);
            Versions grown = known.with(next);
            map.put(key, grown);
            tree = tree.with(grown);
        }
        for (int i = 0; i < LOOKS; i++) {
            assertAlike(tree, map, range(random), 1 + random.nextLong(writes + 1));
        }
        assertAlike(tree, map, KeyRange.prefix(""), writes);
    }

    private static KeyValue put(Versions known, Bytes key, long revision) {
        return known.latest()
                .map(last -> last.then(Bytes.of("v"), revision))
                .orElseGet(() -> KeyValue.first(key, Bytes.of("v"), revision));
    }

    @Property(tries = 25)
    void whatIsTakenOutIsGoneAndTheRestStays(@ForAll long seed, @ForAll boolean oneAfterTheOther) {
        Random random = new Random(seed);
        NavigableMap<Bytes, Versions> map = new TreeMap<>();
        KeyTree tree = KeyTree.EMPTY;
        for (int i = 0; i < KEYS; i++) {
            KeyValue first = KeyValue.first(key(i), Bytes.of("v"), i + 1);
            map.put(key(i), first);
            tree = tree.with(first);
        }
        KeyTree full = tree;
        for (int i = 0; i < KEYS; i++) {
            Bytes key = key(oneAfterTheOther ? i : random.nextInt(KEYS));
            map.remove(key);
            tree = tree.without(key.bytes());
            if (random.nextInt(50) == 0) {
                KeyValue again = KeyValue.first(key(random.nextInt(KEYS)), Bytes.of("v"), KEYS + i);
                map.put(again.key(), again);
                tree = tree.with(again);
            }
            if (i % (KEYS / LOOKS) == 0) {
                assertAlike(tree, map, range(random), KEYS + i);
            }
        }
        assertAlike(tree, map, KeyRange.prefix(""), 2L * KEYS);
        assertEquals(KEYS, full.count(KeyRange.prefix(""), KEYS));
    }

    @Example
    void whatIsNotThereIsNotFoundAndNotTakenOut() {
        KeyTree one = KeyTree.EMPTY.with(KeyValue.first(key(1), Bytes.of("v"), 1));

        assertSame(SeveralVersions.NONE, one.get(key(2).bytes()));
        assertEquals(1, one.without(key(2).bytes()).count(KeyRange.prefix(""), 1));
        assertSame(KeyTree.EMPTY, one.without(key(1).bytes()));
    }
}
