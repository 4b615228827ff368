package io.fleetmesh.controller.domain.plan;

import io.fleetmesh.contract.plan.PlannedWave;
import io.fleetmesh.contract.resource.RolloutStrategySpec;
import io.fleetmesh.contract.resource.RolloutStrategySpec.Wave;
import io.fleetmesh.controller.domain.Selection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Shares out those members in which something changes over the waves of a strategy. */
final class Waves {
    private static final int ALL_PERCENT = 100;

    private final RolloutStrategySpec strategy;
    private final Map<String, Map<String, String>> labels;
    private final int profileSize;
    private final NavigableSet<String> left;
    private final List<PlannedWave> waves = new ArrayList<>();

    private Waves(
            RolloutStrategySpec strategy,
            Map<String, Map<String, String>> labels,
            int profileSize,
            NavigableSet<String> changing) {
        this.strategy = strategy;
        this.labels = labels;
        this.profileSize = profileSize;
        this.left = new TreeSet<>(changing);
    }

    /**
     * Waves in their order, without empty ones. Each member is in the first that it fits in.
     *
     * @param profileSize members of which a wave's {@code percent} is meant
     */
    static List<PlannedWave> of(
            Optional<RolloutStrategySpec> strategy,
            Map<String, Map<String, String>> labels,
            int profileSize,
            NavigableSet<String> changing) {
        if (changing.isEmpty()) {
            return List.of();
        }
        return strategy.map(spec -> new Waves(spec, labels, profileSize, changing).planned())
                .orElseGet(() -> List.of(new PlannedWave(
                        PlannedWave.ALL, List.copyOf(changing), 0, false, List.of(), Optional.empty())));
    }

    private List<PlannedWave> planned() {
        Stream.concat(strategy.canary().stream(), strategy.waves().stream()).forEach(wave -> {
            List<String> members = left.stream()
                    .filter(id -> wave.memberSelector()
                            .map(selector -> Selection.matches(selector, labels.getOrDefault(id, Map.of())))
                            .orElse(true))
                    .limit(most(wave))
                    .toList();
            add(wave.name(), members, wave.soakSeconds().orElse(strategy.soakSeconds()));
        });
        add(PlannedWave.REST, List.copyOf(left), strategy.soakSeconds());
        return waves;
    }

    private long most(Wave wave) {
        return wave.count()
                .map(Integer::longValue)
                .or(() -> wave.percent().map(this::share))
                .orElse(Long.MAX_VALUE);
    }

    /** Rounded up. */
    private long share(int percent) {
        return ((long) profileSize * percent + ALL_PERCENT - 1) / ALL_PERCENT;
    }

    private void add(String name, List<String> members, int soakSeconds) {
        if (!members.isEmpty()) {
            left.removeAll(members);
            waves.add(new PlannedWave(
                    name,
                    members,
                    soakSeconds,
                    strategy.pausePoints().contains(name),
                    strategy.gates(),
                    Optional.of(strategy.maxFailures())));
        }
    }
}
