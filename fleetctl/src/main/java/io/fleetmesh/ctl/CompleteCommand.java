package io.fleetmesh.ctl;

import io.fleetmesh.contract.plan.Check;
import io.fleetmesh.contract.plan.Level;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/**
 * {@code fleetctl __complete KIND PREFIX}, or {@code __complete checks PREFIX PLAN}: names of what there is, for the shell. Whoever
 * types waits for it: it is quick or says nothing.
 */
@Command(name = "__complete", hidden = true, description = "For the shell's completion.")
final class CompleteCommand implements Callable<Integer> {
    private static final String CHECKS = "checks";
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
            if (kind.equals(CHECKS)) {
                checks();
            } else {
                Resource.of(kind).ifPresent(this::names);
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
