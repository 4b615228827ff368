package io.fleetmesh.authority.messaging;

import io.fleetmesh.authority.ca.AuthorityException;
import io.fleetmesh.authority.ca.IssueResult;
import io.fleetmesh.authority.ca.MeshAuthority;
import io.fleetmesh.authority.domain.Subject;
import io.fleetmesh.contract.BusIdentity;
import io.fleetmesh.contract.Member;
import io.fleetmesh.kit.messaging.MemberDirectory;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Keeps a certificate for the store, for every member's agents, for the API, for operators and for whoever reaches Kafka on
 * disk. It works on one thread of its own, which the bus's thread only hands members to. A member that leaves keeps what it has: it is not renewed.
 */
public final class Issuer implements MemberDirectory.Listener<Member>, AutoCloseable {
    /** The service's name. */
    public static final String SERVICE = "cert-authority";

    private static final Logger LOG = Logger.getLogger(Issuer.class);
    private static final Duration CHECK = Duration.ofMinutes(10);
    private static final String STORE = "store";
    private static final String API = "_api";
    private static final String OPERATORS = "_operators/";

    private static final String BUS = "bus/";
    private static final List<String> SERVICES =
            List.of("profile-controller", SERVICE, "member-watcher", "endpoint-aggregator", "mesh-store");

    private record Wish(Subject subject, Path directory) {}

    private final IssuerSettings settings;
    private final MeshAuthority authority;
    private final Clock clock;
    private final MeterRegistry registry;
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("issuer").daemon(true).factory());
    /** By target. */
    private final Map<String, Wish> wanted = new ConcurrentHashMap<>();

    private final Map<String, Instant> renewals = new ConcurrentHashMap<>();
    private final Map<String, String> problems = new ConcurrentHashMap<>();
    private volatile boolean membersRead;
    private volatile Instant lastCheck;

    public Issuer(IssuerSettings settings, MeshAuthority authority, Clock clock, MeterRegistry registry) {
        this.settings = settings;
        this.authority = authority;
        this.clock = clock;
        this.registry = registry;
        this.lastCheck = clock.instant();
        registry.gauge(
                "fleetmesh_authority_days_left",
                this,
                issuer -> Duration.between(issuer.clock.instant(), issuer.authority.expires())
                        .toDays());
    }

    /** Issues what does not depend on members, among it what it needs itself to reach Kafka, and begins to look for renewals. */
    public void start() {
        wanted.put(STORE, new Wish(settings.store(), settings.output().resolve(STORE)));
        settings.api()
                .ifPresent(
                        api -> wanted.put(API, new Wish(api, settings.output().resolve(API))));
        settings.operators()
                .forEach(name -> wanted.put(
                        OPERATORS + name,
                        new Wish(new Subject.Operator(name), settings.output().resolve(OPERATORS + name))));
        settings.bus().ifPresent(bus -> {
            wanted.put(BUS + "broker", new Wish(bus.broker(), bus.output().resolve("broker")));
            SERVICES.forEach(service -> wanted.put(
                    BUS + service,
                    new Wish(
                            new Subject.BusClient(BusIdentity.ofService(service).commonName()),
                            bus.output().resolve("services").resolve(service))));
        });
        wanted.keySet().forEach(this::issue);
        var _ = worker.scheduleAtFixedRate(this::check, CHECK.toMillis(), CHECK.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void onMember(Member member) {
        if (member.id().equals(STORE) || member.id().startsWith("_")) {
            problems.put(
                    member.id(),
                    "a member cannot have the ID '" + member.id() + "': certificates of others stand there");
            return;
        }
        want(
                member.id(),
                new Wish(
                        new Subject.ConsumerClient(member.clusterName()),
                        settings.output().resolve(member.id())));
        settings.bus()
                .ifPresent(bus -> want(
                        busTarget(member),
                        new Wish(
                                new Subject.BusClient(
                                        BusIdentity.ofMember(member.id()).commonName()),
                                bus.output().resolve("members").resolve(member.id()))));
    }

    private static String busTarget(Member member) {
        return BUS + "members/" + member.id();
    }

    @Override
    public void onGone(Member member) {
        List.of(member.id(), busTarget(member)).forEach(target -> {
            wanted.remove(target);
            renewals.remove(target);
            problems.remove(target);
        });
    }

    @Override
    public void onCaughtUp() {
        membersRead = true;
    }

    private void want(String target, Wish wish) {
        wanted.put(target, wish);
        worker.execute(() -> issue(target));
    }

    private void check() {
        lastCheck = clock.instant();
        wanted.keySet().forEach(this::issue);
    }

    private void issue(String target) {
        Wish wish = wanted.get(target);
        if (wish == null) {
            return;
        }
        try {
            switch (authority.issue(wish.subject(), settings.validity(), wish.directory())) {
                case IssueResult.Issued issued -> {
                    registry.counter(
                                    "fleetmesh_authority_issued",
                                    "why",
                                    issued.why().name())
                            .increment();
                    done(target, issued.renewal());
                }
                case IssueResult.Kept kept -> done(target, kept.renewal());
                case IssueResult.Refused refused -> failed(target, refused.reason());
            }
        } catch (AuthorityException e) {
            failed(target, e.getMessage());
        } catch (RuntimeException e) {
            // Whatever it is about this one, the others have theirs renewed.
            LOG.debugv(e, "Issuing has failed as nobody had foreseen target={0}", target);
            failed(target, e.toString());
        }
    }

    private void done(String target, Instant renewal) {
        renewals.put(target, renewal);
        problems.remove(target);
    }

    private void failed(String target, String reason) {
        registry.counter("fleetmesh_authority_refused").increment();
        if (!reason.equals(problems.put(target, reason))) {
            LOG.errorv("No certificate target={0} cause={1}", target, reason);
        }
    }

    /** Whether its thread comes back to its checks. */
    public boolean alive() {
        return !worker.isShutdown() && clock.instant().isBefore(lastCheck.plus(CHECK.multipliedBy(2)));
    }

    /** Whether everybody known has a certificate. */
    public boolean ready() {
        return membersRead && renewals.keySet().containsAll(wanted.keySet());
    }

    /** When each certificate is renewed, or why there is none. */
    public Map<String, String> details() {
        Map<String, String> details = new TreeMap<>();
        renewals.forEach((target, renewal) -> details.put("certificate." + target, "renewed at " + renewal));
        problems.forEach((target, problem) -> details.put("certificate." + target, problem));
        details.put("authority", "expires at " + authority.expires());
        return details;
    }

    @Override
    public void close() {
        worker.shutdown();
        try {
            if (!worker.awaitTermination(10, TimeUnit.SECONDS)) {
                LOG.warnv("Issuing cut off at stop");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
