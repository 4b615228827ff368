package io.fleetmesh.kit.service;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.interceptor.Interceptor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Starts the services of this process and stops them in reverse. */
@ApplicationScoped
public class ServiceRunner {
    private static final Logger LOG = Logger.getLogger(ServiceRunner.class);

    private final List<FleetService> found;
    private final Optional<Set<String>> wanted;
    private final List<FleetService> started = new ArrayList<>();

    /** @param wanted names of the services to run; all that are on the class path if it is not set */
    ServiceRunner(
            @Any Instance<FleetService> found,
            @ConfigProperty(name = "fleetmesh.services") Optional<Set<String>> wanted) {
        this.found =
                found.stream().sorted(Comparator.comparing(FleetService::name)).toList();
        this.wanted = wanted;
    }

    // Late: channels are ready by then.
    void start(@Observes @Priority(Interceptor.Priority.LIBRARY_AFTER + 500) StartupEvent event) {
        for (FleetService service : selected()) {
            service.start();
            synchronized (started) {
                started.add(service);
            }
            LOG.infov("Service started service={0}", service.name());
        }
    }

    private List<FleetService> selected() {
        Set<String> names = found.stream().map(FleetService::name).collect(Collectors.toCollection(TreeSet::new));
        wanted.ifPresent(some -> some.stream()
                .filter(name -> !names.contains(name))
                .findFirst()
                .ifPresent(unknown -> {
                    throw new IllegalArgumentException("fleetmesh.services names '" + unknown
                            + "', which is not in this process; expected some of " + names);
                }));
        return found.stream()
                .filter(service ->
                        wanted.map(some -> some.contains(service.name())).orElse(true))
                .toList();
    }

    void stop(@Observes ShutdownEvent event) {
        for (FleetService service : started().reversed()) {
            service.stop();
            LOG.infov("Service stopped service={0}", service.name());
        }
    }

    /** The services that run, in their order of starting. */
    public List<FleetService> started() {
        synchronized (started) {
            return List.copyOf(started);
        }
    }
}
