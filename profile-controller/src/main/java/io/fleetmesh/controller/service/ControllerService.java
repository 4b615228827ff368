package io.fleetmesh.controller.service;

import io.fleetmesh.contract.Backup;
import io.fleetmesh.controller.api.Access;
import io.fleetmesh.controller.api.ApiListener;
import io.fleetmesh.controller.api.ApiLoad;
import io.fleetmesh.controller.api.Authentication;
import io.fleetmesh.controller.api.CheckApi;
import io.fleetmesh.controller.api.ClusterIdApi;
import io.fleetmesh.controller.api.ExportApi;
import io.fleetmesh.controller.api.GlobalServiceApi;
import io.fleetmesh.controller.api.IntentApi;
import io.fleetmesh.controller.api.MemberStatusApi;
import io.fleetmesh.controller.api.OpenApi;
import io.fleetmesh.controller.api.PlanApi;
import io.fleetmesh.controller.api.Watches;
import io.fleetmesh.controller.discovery.KubeconfigFolder;
import io.fleetmesh.controller.domain.DeclaredMember;
import io.fleetmesh.controller.domain.Intents;
import io.fleetmesh.controller.domain.LogAcceptance;
import io.fleetmesh.controller.domain.ProfileSettings;
import io.fleetmesh.controller.domain.access.AppliedPlaces;
import io.fleetmesh.controller.domain.fleet.Statuses;
import io.fleetmesh.controller.messaging.GlobalServiceDirectory;
import io.fleetmesh.controller.messaging.ProfileKeeper;
import io.fleetmesh.kit.messaging.LogMemory;
import io.fleetmesh.kit.service.Bus;
import io.fleetmesh.kit.service.BusFactory;
import io.fleetmesh.kit.service.FleetService;
import io.fleetmesh.kit.service.ServiceStatus;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jboss.logging.Logger;

/** Admits members into the profile, writes their views, provisions their topics. */
@ApplicationScoped
public class ControllerService implements FleetService {
    private static final Logger LOG = Logger.getLogger(ControllerService.class);
    private static final int SECONDS_BETWEEN_LOOKS = 5;

    private final ProfileConfig config;
    private final LogConfig log;
    private final BusConfig onBus;
    private final DiscoveryConfig discovery;
    private final BusFactory buses;

    private final ApiConfig api;
    private final Vertx vertx;
    private final ApiLoad load;

    private record Parts(
            Bus bus,
            ProfileKeeper keeper,
            GlobalServiceDirectory services,
            Optional<BusGuard> guard,
            Optional<ApiListener> listener) {}

    private Optional<KubeconfigFolder> folder = Optional.empty();

    private volatile Parts parts;

    ControllerService(
            ProfileConfig config,
            LogConfig log,
            BusConfig onBus,
            DiscoveryConfig discovery,
            ApiConfig api,
            BusFactory buses,
            MeterRegistry registry,
            Vertx vertx) {
        this.api = api;
        this.vertx = vertx;
        this.load = new ApiLoad(new ApiAccess(api).limits(), registry);
        this.config = config;
        this.discovery = discovery;
        this.log = log;
        this.onBus = onBus;
        this.buses = buses;
    }

    @Override
    public String name() {
        return "profile-controller";
    }

    @Override
    public void start() {
        ProfileSettings settings = new ProfileSettings(config.name(), config.maxConnectedClusters());
        LogAcceptance acceptance = new LogAcceptance(log.accept(), backup());
        ApiAccess access = new ApiAccess(api);
        LogMemory memory = buses.memory(name());
        Bus bus = buses.openSharing(name());
        GlobalServiceDirectory services = new GlobalServiceDirectory(name(), bus, Instant.now());
        parts = new Parts(
                bus,
                new ProfileKeeper(
                        bus,
                        services.services(),
                        settings,
                        config.members().stream()
                                .map(member ->
                                        new DeclaredMember(member.id(), member.clusterName(), member.clusterId()))
                                .toList(),
                        config.removed().orElse(Set.of()),
                        memory,
                        acceptance,
                        Clock.systemUTC()),
                services,
                onBus.acls() ? Optional.of(BusGuard.open(buses, onBus, config.name())) : Optional.empty(),
                listener(access));
        folder = discovery.kubeconfigs().map(path -> new KubeconfigFolder(path, this::intents));
        folder.ifPresent(KubeconfigFolder::start);
    }

    private Optional<ApiListener> listener(ApiAccess access) {
        if (access.listener().isEmpty()) {
            LOG.infov("Nobody can be authenticated: the API answers this machine only, and lets it do everything");
            return Optional.empty();
        }
        Router router = Router.router(vertx);
        mount(router, access.credentials(vertx).orElseThrow());
        return access.listener().map(settings -> new ApiListener(vertx, settings, router, load, SECONDS_BETWEEN_LOOKS));
    }

    private Optional<ProfileKeeper> keeper() {
        return Optional.ofNullable(parts).map(Parts::keeper);
    }

    private Optional<Intents> intents() {
        return keeper().map(ProfileKeeper::intents);
    }

    private Optional<Statuses> statuses() {
        return keeper().map(ProfileKeeper::statuses);
    }

    private AppliedPlaces places() {
        return keeper().map(ProfileKeeper::places).orElse(AppliedPlaces.NONE);
    }

    void serveIntents(@Observes Router router) {
        mount(router, new ApiAccess(api).plain());
    }

    private void mount(Router router, Authentication authentication) {
        Access access = new Access(authentication, this::intents, this::places, load);
        Watches watches = new Watches(this::intents, this::places, load);
        new IntentApi(this::intents, this::statuses, access, watches).mount(router);
        new ClusterIdApi(() -> keeper().map(ProfileKeeper::reservations)).mount(router);
        new ExportApi(() -> keeper().map(ProfileKeeper::exports)).mount(router);
        new PlanApi(() -> keeper().map(ProfileKeeper::plans), access, watches).mount(router);
        new MemberStatusApi(this::statuses, access, watches).mount(router);
        new CheckApi(() -> keeper().map(ProfileKeeper::newcomers), access).mount(router);
        new GlobalServiceApi(
                        () -> Optional.ofNullable(parts)
                                .map(now -> now.services().services()),
                        access,
                        watches)
                .mount(router);
        OpenApi.mount(router);
    }

    private Optional<Backup> backup() {
        Optional<Path> file = log.restore().filter(Files::exists);
        try {
            return file.isPresent() ? Optional.of(Backup.read(Files.readAllBytes(file.get()))) : Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "fleetmesh.log.restore is " + file.get() + ", which cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void stop() {
        folder.ifPresent(KubeconfigFolder::close);
        parts.listener().ifPresent(ApiListener::close);
        parts.guard().ifPresent(BusGuard::close);
        parts.services().close();
        parts.keeper().close();
        parts.bus().close();
    }

    @Override
    public ServiceStatus status() {
        ProfileKeeper keeper = parts.keeper();
        Map<String, String> details = new TreeMap<>(keeper.details());
        parts.guard().ifPresent(open -> open.describe(details));
        details.put(
                "api",
                parts.listener()
                        .map(ApiListener::text)
                        .orElse("this machine only, for nobody can be authenticated: fleetmesh.api.port"));
        Optional<String> services = parts.services().failure();
        services.ifPresent(failure -> details.put("services", failure));
        boolean alive =
                keeper.alive() && services.isEmpty() && parts.guard().stream().allMatch(BusGuard::alive);
        boolean heard = parts.listener().map(ApiListener::listens).orElse(true);
        return new ServiceStatus(alive, alive && heard && keeper.ready(), details);
    }
}
