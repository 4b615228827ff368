package io.fleetmesh.ctl;

import io.fleetmesh.contract.plan.Check;
import io.fleetmesh.contract.plan.Level;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/**
 * {@code fleetctl __complete KIND PREFIX}, {@code __complete checks PREFIX PLAN} or {@code __complete cluster-ids PREFIX}: names of
 * what there is, for the shell. Whoever types waits for it: it is quick or says nothing.
 */
@Command(name = "__complete", hidden = true, description = "For the shell's completion.")
final class CompleteCommand implements Callable<Integer> {
    private static final String CHECKS = "checks";
    private static final String CLUSTER_IDS = "cluster-ids";
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    @ParentCommand
    private Fleetctl fleetctl;

    @Parameters(index = "0")
    private String kind;

    @Parameters(index = "1", arity = "0..1", defaultValue = "")
    private String prefix;

    @Parameters(index = "2", arity = "0..1", defaultValue = "")
    private String plan;

    @Override
    public Integer call() {
        try {
            switch (kind) {
                case CHECKS -> checks();
                case CLUSTER_IDS -> clusterIds();
                default -> Resource.of(kind).ifPresent(this::names);
            }
        } catch (Failure _) {
            // Silence: the line that is typed must not be written over.
        }
        return 0;
    }

    /** Those that somebody can answer for in a plan. */
    private void checks() {
        fleetctl.api(PATIENCE).find(Resource.PLANS, plan).stream()
                .map(Plans::of)
                .flatMap(found -> found.checks().stream()
                        .filter(check -> check.level() == Level.FAIL && !found.answersFor(check)))
                .map(Check::name)
                .filter(name -> name.startsWith(prefix))
                .forEach(fleetctl.out()::println);
        fleetctl.out().flush();
    }

    /** Those of who has left: nobody else's can be forgotten. */
    private void clusterIds() {
        fleetctl.api(PATIENCE).statusesOfUndeclared().stream()
                .filter(status -> status.path("state").asText().equals("left"))
                .map(status -> status.path("clusterId").asText())
                .filter(id -> !id.isEmpty() && id.startsWith(prefix))
                .forEach(fleetctl.out()::println);
        fleetctl.out().flush();
    }

    private void names(Resource resource) {
        fleetctl.api(PATIENCE).list(resource, "").items().stream()
                .map(object -> object.path("metadata"))
                .map(metadata -> resource.hasNamespaces()
                        ? metadata.path("namespace").asText() + "/"
                                + metadata.path("name").asText()
                        : metadata.path("name").asText())
                .filter(name -> name.startsWith(prefix))
                .forEach(fleetctl.out()::println);
        fleetctl.out().flush();
    }
}
