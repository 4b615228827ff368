package io.fleetmesh.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import io.fleetmesh.contract.Plan;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code fleetctl check}. */
@Command(
        name = "check",
        description = {
            "Runs every check that stands before a plan: for all profiles, or for one. Exit code 3 if one fails.",
            "With --kubeconfig: the same checks for a cluster that has not joined yet, as its watcher would see it with this"
                    + " kubeconfig, beside the members of --profile (the only one if absent); nothing is declared.",
            "Exit code 3 also if there is no such profile; 5 if nothing fails, but not all could be looked at: beside a fleet, or"
                    + " what hangs on labels that are not given."
        })
final class CheckCommand implements Callable<Integer> {
    @ParentCommand
    private Fleetctl fleetctl;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            description = "Only this profile; with --kubeconfig the one that the cluster shall join.")
    private @Nullable String profile;

    @Option(names = "--kubeconfig", paramLabel = "FILE", description = "A cluster that has not joined yet.")
    private @Nullable Path kubeconfig;

    @Option(names = "--context", paramLabel = "NAME", description = "Of the kubeconfig; its current one if absent.")
    private @Nullable String context;

    @Option(
            names = "--labels",
            paramLabel = "KEY=VALUE,...",
            description =
                    "Those that the Member will have, '' for none: with --kubeconfig, for a profile that tells members apart by"
                            + " them.")
    private @Nullable String labels;

    @Option(
            names = "--alone",
            description = "With --kubeconfig: asks no server, and looks at nothing that lies between clusters.")
    private boolean alone;

    @Override
    public Integer call() {
        if (alone && (kubeconfig == null || profile != null)) {
            throw new ParameterException(
                    spec.commandLine(), "--alone: expected with --kubeconfig, and without --profile");
        }
        if (labels != null && (alone || kubeconfig == null)) {
            throw new ParameterException(
                    spec.commandLine(), "--labels: expected with --kubeconfig, and without --alone");
        }
        return kubeconfig == null ? fleet() : cluster(kubeconfig);
    }

    private int cluster(Path file) {
        Progress progress = fleetctl.progress();
        progress.say("looking at " + file);
        ClusterChecks.Fleet fleet = alone
                ? (_, _) -> new ClusterChecks.Told.Unasked()
                : new BesideFleet(
                        fleetctl::api,
                        Optional.ofNullable(profile),
                        Optional.ofNullable(labels).map(this::parsed));
        ClusterChecks checks = ClusterChecks.of(file, Optional.ofNullable(context), fleet, fleetctl.clock());
        progress.end();
        fleetctl.out().print(checks.text());
        fleetctl.out().flush();
        return checks.exitCode();
    }

    private Map<String, String> parsed(String text) {
        Map<String, String> all = new TreeMap<>();
        for (String label : text.isEmpty() ? new String[0] : text.split(",", -1)) {
            int end = label.indexOf('=');
            if (end < 1 || all.put(label.substring(0, end), label.substring(end + 1)) != null) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--labels: '" + label + "': expected KEY=VALUE, separated by commas, each key once");
            }
        }
        return all;
    }

    private int fleet() {
        Api api = fleetctl.api();
        List<String> profiles = profile == null
                ? api.list(Resource.PROFILES, "").items().stream()
                        .map(object -> object.at("/metadata/name").asText())
                        .toList()
                : List.of(profile);
        if (profiles.isEmpty()) {
            fleetctl.out().println("there is no profile to check");
        }
        boolean fails = false;
        Progress progress = fleetctl.progress();
        for (String name : profiles) {
            progress.step("checking " + name, profiles.size());
            JsonNode document = api.plan(name, true);
            progress.end();
            Plan plan = Plans.of(document);
            fleetctl.out().println("Profile " + name + "\n");
            fleetctl.out().print(Plans.checks(plan));
            fails |= Plans.fails(plan);
        }
        fleetctl.out().flush();
        return fails ? Failure.REFUSED : 0;
    }
}
