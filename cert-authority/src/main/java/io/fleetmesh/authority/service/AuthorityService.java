package io.fleetmesh.authority.service;

import io.fleetmesh.authority.ca.AuthorityException;
import io.fleetmesh.authority.ca.AuthoritySettings;
import io.fleetmesh.authority.ca.MeshAuthority;
import io.fleetmesh.authority.domain.Subject;
import io.fleetmesh.authority.messaging.BusIssuing;
import io.fleetmesh.authority.messaging.Issuer;
import io.fleetmesh.authority.messaging.IssuerSettings;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.kit.messaging.MemberDirectory;
import io.fleetmesh.kit.service.Bus;
import io.fleetmesh.kit.service.BusFactory;
import io.fleetmesh.kit.service.Entrance;
import io.fleetmesh.kit.service.FleetService;
import io.fleetmesh.kit.service.ServiceStatus;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Certificates for the store and for every member's agents. Keys stay on disk: the bus only says who needs one. */
@ApplicationScoped
public class AuthorityService implements FleetService {
    private final AuthorityConfig config;
    private final BusFactory buses;
    private final MeterRegistry registry;

    /** All that lives from start to stop. */
    private record Parts(Bus bus, Issuer issuer, Entrance entrance) {}

    private volatile Parts parts;

    AuthorityService(AuthorityConfig config, BusFactory buses, MeterRegistry registry) {
        this.config = config;
        this.buses = buses;
        this.registry = registry;
    }

    @Override
    public String name() {
        return Issuer.SERVICE;
    }

    @Override
    public void start() {
        Clock clock = Clock.systemUTC();
        Issuer issuer = new Issuer(settings(), authority(clock), clock, registry);
        issuer.start();
        Bus bus = buses.open(name());
        Entrance entrance = Entrance.open(
                name(),
                bus,
                buses.memory(name()),
                List.of(Topic.members()),
                _ -> MemberDirectory.follow(name(), bus.reader(), bus.deadLetters(), Member.class, issuer));
        parts = new Parts(bus, issuer, entrance);
    }

    private MeshAuthority authority(Clock clock) {
        try {
            return MeshAuthority.openOrCreate(
                    config.directory(),
                    new AuthoritySettings("Fleetmesh mesh CA", config.authorityValidity()),
                    clock,
                    new SecureRandom());
        } catch (AuthorityException e) {
            throw new IllegalArgumentException("fleetmesh.authority.directory: " + e.getMessage(), e);
        }
    }

    private IssuerSettings settings() {
        return new IssuerSettings(
                config.output(),
                new Subject.StoreServer("mesh-store", config.storeNames(), config.storeAddresses()),
                Optional.of(new Subject.ApiServer(config.apiNames(), config.apiAddresses())),
                config.operators().orElse(Set.of()),
                config.busOutput()
                        .map(output -> new BusIssuing(
                                output, new Subject.Broker(config.brokerNames(), config.brokerAddresses()))),
                config.validity());
    }

    @Override
    public void stop() {
        parts.entrance().close();
        parts.bus().close();
        parts.issuer().close();
    }

    @Override
    public ServiceStatus status() {
        Parts now = parts;
        Map<String, String> details = new HashMap<>(now.issuer().details());
        now.entrance().describe(details);
        boolean alive = now.entrance().alive() && now.issuer().alive();
        return new ServiceStatus(alive, alive && now.issuer().ready(), details);
    }
}
