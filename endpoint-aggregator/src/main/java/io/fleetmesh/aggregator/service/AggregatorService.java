package io.fleetmesh.aggregator.service;

import io.fleetmesh.aggregator.domain.ExportSettings;
import io.fleetmesh.aggregator.domain.NamespaceDefault;
import io.fleetmesh.aggregator.messaging.AggregatorMeters;
import io.fleetmesh.aggregator.messaging.StageOne;
import io.fleetmesh.aggregator.messaging.StageTwo;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.kit.service.Attempts;
import io.fleetmesh.kit.service.Bus;
import io.fleetmesh.kit.service.BusFactory;
import io.fleetmesh.kit.service.Entrance;
import io.fleetmesh.kit.service.FleetService;
import io.fleetmesh.kit.service.ServiceStatus;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Facts to what each member exports, to one view per service. */
@ApplicationScoped
public class AggregatorService implements FleetService {
    private final AggregatorConfig config;
    private final BusFactory buses;
    private final MeterRegistry registry;

    /** All that lives from start to stop. */
    private record Parts(Bus exports, Bus global, StageOne one, StageTwo two, Attempts topic, Entrance entrance) {}

    private volatile Parts parts;

    AggregatorService(AggregatorConfig config, BusFactory buses, MeterRegistry registry) {
        this.config = config;
        this.buses = buses;
        this.registry = registry;
    }

    @Override
    public String name() {
        return "endpoint-aggregator";
    }

    @Override
    public void start() {
        ExportSettings settings = new ExportSettings(NamespaceDefault.NOT_APPLIED, config.maxConnectedClusters());
        Bus exports = buses.openSharing(name());
        Bus global = buses.openSharing(name() + "-global");
        StageOne one = new StageOne(exports, settings, new AggregatorMeters(registry));
        StageTwo two = new StageTwo(global);
        // Nobody but this service needs it.
        Attempts topic = Attempts.of("provision the topic of problems", exports.meters(), () -> {
            exports.topics().ensure(List.of(Topic.problems()));
            return true;
        });
        Entrance entrance = Entrance.open(
                name(),
                exports,
                buses.memory(name()),
                List.of(
                        Topic.members(),
                        Topic.appliedProfiles(),
                        Topic.exportApprovals(),
                        Topic.globalServices(),
                        Topic.problems()),
                gate -> {
                    gate.guard(global.reader());
                    one.start();
                    two.start();
                });
        parts = new Parts(exports, global, one, two, topic, entrance);
    }

    void showProblems(@Observes Router router) {
        ProblemPages pages = new ProblemPages(
                member -> Optional.ofNullable(parts).flatMap(now -> now.one().problems(member)));
        router.get(ProblemPages.PATH).handler(pages::answer);
    }

    @Override
    public void stop() {
        parts.topic().close();
        parts.entrance().close();
        parts.one().close();
        parts.two().close();
        parts.exports().close();
        parts.global().close();
    }

    @Override
    public ServiceStatus status() {
        Parts now = parts;
        Map<String, String> details = new HashMap<>(now.one().details());
        now.entrance().describe(details);
        now.global().reader().lost().ifPresent(what -> details.put("log.global", "lost: " + what));
        now.topic().failure().ifPresent(failure -> details.put("topics", failure));
        now.two().problem().ifPresent(problem -> details.put("global", problem));
        boolean alive = now.topic().failure().isEmpty()
                && now.one().alive()
                && now.two().alive()
                && now.entrance().alive()
                && now.global().reader().lost().isEmpty();
        boolean ready = alive
                && now.entrance().readsAll()
                && now.one().ready()
                && now.two().ready();
        return new ServiceStatus(alive, ready, details);
    }
}
