package io.fleetmesh.kit.service;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.util.function.Predicate;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/** Liveness and readiness of a process: those of its services together. */
@ApplicationScoped
public class ServiceHealth {
    private final ServiceRunner runner;

    ServiceHealth(ServiceRunner runner) {
        this.runner = runner;
    }

    @Produces
    @Liveness
    @ApplicationScoped
    HealthCheck alive() {
        return () -> check("services alive", ServiceStatus::alive);
    }

    @Produces
    @Readiness
    @ApplicationScoped
    HealthCheck ready() {
        return () -> check("services ready", ServiceStatus::ready);
    }

    private HealthCheckResponse check(String name, Predicate<ServiceStatus> good) {
        HealthCheckResponseBuilder response = HealthCheckResponse.named(name);
        boolean all = true;
        for (FleetService service : runner.started()) {
            ServiceStatus status = service.status();
            boolean fine = good.test(status);
            all &= fine;
            response.withData(service.name(), fine);
            status.details().forEach((key, value) -> response.withData(service.name() + "." + key, value));
        }
        return response.status(all).build();
    }
}
