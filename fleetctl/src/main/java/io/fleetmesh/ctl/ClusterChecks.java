package io.fleetmesh.ctl;

import io.fleetmesh.contract.CiliumFact.CiliumConfigFact;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.contract.plan.Check;
import io.fleetmesh.contract.plan.CheckText;
import io.fleetmesh.contract.plan.Finding;
import io.fleetmesh.contract.plan.Level;
import io.fleetmesh.contract.resource.Format;
import io.fleetmesh.controller.domain.plan.check.Newcomer;
import io.fleetmesh.controller.domain.plan.check.Unlooked;
import io.fleetmesh.watcher.kube.FirstLook;
import io.fleetmesh.watcher.kube.WatchTimings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A cluster that has not joined, by the very checks that stand before a plan, over the facts that its watcher would record: of the
 * cluster alone from here, beside the members of a profile by the server, if one can be asked.
 */
final class ClusterChecks {
    private static final WatchTimings TIMINGS = new WatchTimings(
            Duration.ofSeconds(10),
            WatchTimings.STANDARD.watch(),
            WatchTimings.STANDARD.silence(),
            WatchTimings.STANDARD.firstPause(),
            WatchTimings.STANDARD.longestPause());
    private static final String UNNAMED = "default";
    private static final String FACTS = "facts-complete";
    private static final String KUBECONFIG = "kubeconfig";
    private static final String ONLY_BESIDE =
            String.join(", ", Newcomer.ONLY_BESIDE) + ", and whether name and ID are another's";

    private final List<Check> checks = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    /** The exit code if nothing fails. */
    private int missed;

    private ClusterChecks() {}

    /** Who knows the others. */
    @FunctionalInterface
    interface Fleet {
        Told judge(String name, List<MemberFact> facts);
    }

    /** What came of asking those who know the others. */
    sealed interface Told {
        /**
         * It was looked at.
         *
         * @param note beside whom
         * @param unlooked checks of plans that are not among these
         */
        record Looked(List<Check> checks, String note, List<Unlooked> unlooked) implements Told {
            public Looked {
                checks = List.copyOf(checks);
                unlooked = List.copyOf(unlooked);
            }
        }

        /**
         * It was not looked at, though it should have been.
         *
         * @param remedy how it will be
         * @param exitCode if nothing fails
         */
        record Missed(String why, String remedy, int exitCode) implements Told {}

        /** Nobody was to be asked. */
        record Unasked() implements Told {}
    }

    /** All that can be told, as far as one comes. */
    static ClusterChecks of(Path file, Optional<String> context, Fleet fleet, Clock clock) {
        ClusterChecks all = new ClusterChecks();
        FirstLook.Result result;
        try {
            result = FirstLook.at(file, context, TIMINGS, clock);
        } catch (IllegalArgumentException e) {
            all.fail(KUBECONFIG, KUBECONFIG, "the kubeconfig can be used", e.getMessage(), "correct the file");
            return all;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(Failure.UNAVAILABLE, "interrupted");
        }
        all.checks.add(new Check(KUBECONFIG, KUBECONFIG, "the kubeconfig can be used", Level.PASS, "", List.of(), 0));
        switch (result) {
            case FirstLook.Result.NoAnswer(String reason) ->
                all.fail("api-reachable", "members", "members' APIs answer", reason, "correct address, CA or network");
            case FirstLook.Result.Seen(List<MemberFact> facts) -> all.judge(name(file, facts), facts, fleet, clock);
        }
        return all;
    }

    /** Its own, or the file's. */
    private static String name(Path file, List<MemberFact> facts) {
        return facts.stream()
                .filter(CiliumConfigFact.class::isInstance)
                .flatMap(config -> ((CiliumConfigFact) config).clusterName().stream())
                .filter(name -> !name.equals(UNNAMED) && Format.NAME.fits(name))
                .findFirst()
                .orElseGet(() -> named(file));
    }

    private static String named(Path file) {
        String label = file.getFileName()
                .toString()
                .replaceFirst("\\.[^.]*$", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-+|-+$", "");
        return Format.NAME.fits(label) ? label : "newcomer";
    }

    private void judge(String name, List<MemberFact> facts, Fleet fleet, Clock clock) {
        List<Check> alone = Newcomer.of(name, facts).alone(clock.instant());
        switch (fleet.judge(name, facts)) {
            case Told.Looked(List<Check> beside, String note, List<Unlooked> unlooked) -> {
                checks.addAll(Newcomer.inOrder(alone, beside));
                notes.add(note);
                onlyPlanned(unlooked);
                missed = unlooked.stream().allMatch(Unlooked::never) ? 0 : Failure.INCOMPLETE;
            }
            case Told.Missed(String why, String remedy, int code) -> {
                checks.addAll(alone);
                checks.add(missing(why, remedy));
                missed = code;
                onlyPlanned(Unlooked.NEVER_LOOKED);
            }
            case Told.Unasked() -> {
                checks.addAll(alone);
                notes.add("As --alone wants it, not looked at beside a fleet: " + ONLY_BESIDE + ".");
                onlyPlanned(Unlooked.NEVER_LOOKED);
            }
        }
    }

    private void onlyPlanned(List<Unlooked> unlooked) {
        if (!unlooked.isEmpty()) {
            notes.add("Not looked at; a plan does, once the cluster is declared:");
            unlooked.forEach(one -> notes.add("  " + one.check() + ": " + one.why()));
        }
    }

    /** Not to be taken for a cluster that fits. */
    private static Check missing(String why, String remedy) {
        Finding finding = new Finding(
                Level.WARN,
                List.of(),
                "not looked at: " + ONLY_BESIDE + ": " + why,
                remedy + "; if the cluster alone is meant, say --alone");
        return new Check(
                "beside-fleet",
                "fleet",
                "the cluster is looked at beside a fleet",
                Level.WARN,
                "",
                List.of(finding),
                0);
    }

    private void fail(String name, String category, String title, String fact, String remedy) {
        checks.add(new Check(
                name, category, title, Level.FAIL, "", List.of(new Finding(Level.FAIL, List.of(), fact, remedy)), 0));
    }

    String text() {
        String text = CheckText.render(checks, List.of(), Plans.glyphs());
        return notes.isEmpty() ? text : text + "\n" + String.join("\n", notes) + "\n";
    }

    int exitCode() {
        if (checks.stream().anyMatch(check -> check.level() == Level.FAIL)) {
            return Failure.REFUSED;
        }
        boolean listed = checks.stream()
                .filter(check -> check.name().equals(FACTS))
                .allMatch(check -> check.level() == Level.PASS);
        return missed == 0 && !listed ? Failure.INCOMPLETE : missed;
    }
}
