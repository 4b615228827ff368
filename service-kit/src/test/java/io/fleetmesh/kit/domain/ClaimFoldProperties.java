package io.fleetmesh.kit.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class ClaimFoldProperties {
    private static final int KEYS = 4;

    /** Owners claim, write, are deposed, wake up as zombies and write on; foreign records come between. */
    private static final class Scenario {
        final List<LogRecord> log = new ArrayList<>();
        final Map<String, Payload> truth = new HashMap<>();
        private final List<Long> claims = new ArrayList<>();
        private final Random random;

        Scenario(long seed) {
            random = new Random(seed);
            claim();
            int steps = random.nextInt(60);
            for (int i = 0; i < steps; i++) {
                switch (random.nextInt(10)) {
                    case 0 -> claim();
                    case 1 -> write(random.nextBoolean() ? OptionalLong.empty() : ofAnotherLog());
                    case 2, 3 -> write(OptionalLong.of(claims.get(random.nextInt(claims.size()))));
                    default -> write(OptionalLong.of(claims.getLast()));
                }
            }
        }

        private void claim() {
            claims.add((long) log.size());
            log.add(new LogRecord(log.size(), "claim", OptionalLong.empty(), true, payload(), Optional.empty()));
        }

        /** Of a writer whose log was lost, in one that has grown beyond its claim. */
        private OptionalLong ofAnotherLog() {
            return OptionalLong.of(random.nextLong(claims.getLast(), log.size() + 1L));
        }

        private void write(OptionalLong claim) {
            String key = "k" + random.nextInt(KEYS);
            Optional<Payload> value = random.nextInt(4) == 0 ? Optional.empty() : payload();
            log.add(new LogRecord(log.size(), key, claim, false, value, Optional.empty()));
            if (claim.isPresent() && claim.getAsLong() == claims.getLast()) {
                value.ifPresentOrElse(v -> truth.put(key, v), () -> truth.remove(key));
            }
        }

        private Optional<Payload> payload() {
            return Optional.of(new Payload(new byte[] {(byte) random.nextInt(8)}));
        }

        /** What the present owner appends so that compaction cannot lose anything, and the next one if it is deposed. */
        void repair() {
            if (fold(log).rule().contested()) {
                claim();
            }
            ClaimFold fold = fold(log);
            for (String key : List.copyOf(fold.tainted())) {
                log.add(new LogRecord(
                        log.size(), key, OptionalLong.of(claims.getLast()), false, fold.get(key), Optional.empty()));
            }
        }

        /** Any compaction: some superseded records go, offsets stay. */
        List<LogRecord> compacted() {
            Map<String, Long> newest = new HashMap<>();
            log.forEach(record -> newest.put(record.key(), record.offset()));
            return log.stream()
                    .filter(record -> newest.get(record.key()) == record.offset() || random.nextBoolean())
                    .toList();
        }
    }

    @Property
    void onlyTheOwnerOfTheDayChangesTheState(@ForAll long seed) {
        Scenario scenario = new Scenario(seed);

        assertEquals(scenario.truth, fold(scenario.log).state());
    }

    @Property
    void aRepairedLogMeansTheSameAfterAnyCompaction(@ForAll long seed) {
        Scenario scenario = new Scenario(seed);

        scenario.repair();

        assertEquals(scenario.truth, fold(scenario.compacted()).state());
    }

    @Property
    void aRepairedLogHasNothingLeftToRepair(@ForAll long seed) {
        Scenario scenario = new Scenario(seed);

        scenario.repair();

        assertEquals(java.util.Set.of(), fold(scenario.log).tainted());
    }

    private static ClaimFold fold(List<LogRecord> log) {
        ClaimFold fold = new ClaimFold();
        log.forEach(fold::apply);
        return fold;
    }
}
