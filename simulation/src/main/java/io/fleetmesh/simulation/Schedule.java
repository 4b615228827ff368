package io.fleetmesh.simulation;

import io.fleetmesh.aggregator.domain.ExportSettings;
import io.fleetmesh.aggregator.messaging.AggregatorMeters;
import io.fleetmesh.aggregator.messaging.StageOne;
import io.fleetmesh.contract.Claim;
import io.fleetmesh.contract.Codec;
import io.fleetmesh.contract.ConsumerView;
import io.fleetmesh.contract.Decoded;
import io.fleetmesh.contract.EventTypes;
import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.FleetRecord;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.MemberFact.CompletenessFact;
import io.fleetmesh.contract.MeshRecord.ServiceRecord;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.kit.domain.ClaimFold;
import io.fleetmesh.kit.domain.LogRecord;
import io.fleetmesh.kit.messaging.EventHeaders;
import io.fleetmesh.kit.messaging.MemberShards;
import io.fleetmesh.kit.messaging.RecordHeaders;
import io.fleetmesh.kit.service.FileLogMemory;
import io.fleetmesh.meshstore.domain.Coalescing;
import io.fleetmesh.meshstore.domain.HistoryLimits;
import io.fleetmesh.meshstore.domain.Projection;
import io.fleetmesh.meshstore.domain.ProjectionSettings;
import io.fleetmesh.meshstore.domain.Revisions;
import io.fleetmesh.meshstore.messaging.StoreFeed;
import io.fleetmesh.watcher.messaging.WatchSettings;
import io.fleetmesh.watcher.messaging.Watches;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * One seed's schedule: two members, two watchers, two aggregators, a store. First everything fails in every way at random
 * moments, then all is healed, and the store must come to show what the members hold.
 */
final class Schedule {
    private static final Duration CHAOS = Duration.ofSeconds(40);
    private static final Duration HEALING = Duration.ofMinutes(2);
    private static final Duration LONGEST_STALL = Duration.ofSeconds(15);
    private static final Duration LATEST_NEWS = Duration.ofSeconds(5);
    private static final Duration BURST = Duration.ofSeconds(1);
    private static final int REMEMBERED = 60;
    private static final String PROFILE = "default";
    private static final String CONSUMER = "north";

    private final Random random;
    private final Mutation mutation;
    private final EventQueue queue;
    private final SimKafka kafka;
    private final Map<String, SimMember> members = new TreeMap<>();
    private final Map<String, Member> admitted = new TreeMap<>();
    private final List<Role> roles = new ArrayList<>();
    private final Map<String, Role> owners = new HashMap<>();
    private final Deque<String> story = new ArrayDeque<>();
    private StoreProbe probe;
    private long lives;

    /** A place for a process: it is started again after each death. */
    private final class Role {
        final String name;
        final Function<SimProcess, MemberShards.Listener> service;
        SimProcess process;
        MemberShards.Listener listener;

        Role(String name, Function<SimProcess, MemberShards.Listener> service) {
            this.name = name;
            this.service = service;
            start();
        }

        final void start() {
            process = new SimProcess(name, lives++, queue, kafka, random, mutation);
            listener = service.apply(process);
        }

        void ours(Member member) {
            process.post(() -> listener.onOurs(member));
        }

        void notOurs(Member member) {
            process.post(() -> listener.onNotOurs(member.id()));
        }
    }

    Schedule(long seed, Mutation mutation) {
        this.random = new Random(seed);
        this.mutation = mutation;
        this.queue = new EventQueue(random);
        this.kafka = new SimKafka(queue, mutation);
        int id = 1;
        for (String name : List.of("east", "west")) {
            members.put(name, new SimMember(name, random));
            admitted.put(name, new Member(name, PROFILE, name, id++));
        }
        writeView();
        roles.add(new Role("watcher-0", this::watcher));
        roles.add(new Role("watcher-1", this::watcher));
        roles.add(new Role("aggregator-0", this::aggregator));
        roles.add(new Role("aggregator-1", this::aggregator));
        roles.add(new Role("store", this::store));
        assign();
    }

    /** Runs it; throws a {@link StoreProbe.Violation} that tells what came before. */
    void run() {
        int actions = 10 + random.nextInt(25);
        for (int i = 0; i < actions; i++) {
            queue.at(random.nextLong(EventQueue.micros(CHAOS)), this::act);
        }
        long end = EventQueue.micros(CHAOS);
        try {
            runUntil(end);
            heal();
            runUntil(end + EventQueue.micros(HEALING));
            probe.converged();
        } catch (StoreProbe.Violation violation) {
            throw new StoreProbe.Violation(violation.getMessage() + "\nafter " + queue.now() / 1_000 + " ms; shown: "
                    + probe.describe() + "\n" + String.join("\n", story)
                    + (System.getProperty("fleetmesh.seed") == null ? "" : "\n" + kafka.describe()));
        }
    }

    private void runUntil(long end) {
        while (queue.step(end)) {
            probe.check();
        }
        for (Role role : roles) {
            if (!role.process.deadLetters().isEmpty()) {
                throw new StoreProbe.Violation("dead letters: " + role.process.deadLetters());
            }
        }
    }

    private void tell(String what) {
        story.add(queue.now() / 1_000 + " ms: " + what);
        if (story.size() > REMEMBERED) {
            story.removeFirst();
        }
    }

    private void act() {
        Role role = roles.get(random.nextInt(roles.size()));
        SimMember member = random.nextBoolean() ? members.get("east") : members.get("west");
        switch (random.nextInt(13)) {
            case 0 -> die(role);
            case 1 -> stall(role);
            case 2, 3 -> assign();
            case 4 -> {
                member.away = !member.away;
                tell(member.name() + " away: " + member.away);
            }
            case 5 -> {
                List<Family> families = List.of(Family.values());
                Family family = families.get(random.nextInt(families.size()));
                if (!member.refused.remove(family)) {
                    member.refused.add(family);
                }
                tell(member.name() + " refuses " + member.refused);
            }
            case 6 -> {
                // Before anybody is recorded, whoever answers is the member.
                member.otherCluster =
                        !member.otherCluster && facts(member.name()).containsKey("identity");
                tell(member.name() + " is another cluster: " + member.otherCluster);
            }
            case 7 -> {
                member.stale = !member.stale;
                member.oldestWatch = member.version();
                tell(member.name() + " answers with old lists: " + member.stale);
            }
            case 8 -> kafka.compact(random);
            default -> {
                int changes = 1 + random.nextInt(4);
                for (int i = 0; i < changes; i++) {
                    queue.at(queue.now() + queue.soon(BURST), () -> tell("changed " + member.change()));
                }
            }
        }
    }

    private void die(Role role) {
        if (role.process.isDead()) {
            return;
        }
        tell(role.name + " dies");
        role.process.die();
        queue.at(queue.now() + queue.soon(LONGEST_STALL), () -> revive(role));
    }

    private void revive(Role role) {
        if (role.process.isDead()) {
            tell(role.name + " starts");
            role.start();
            assign();
            // While it reads what it needs.
            queue.at(queue.now() + queue.soon(BURST), () -> kafka.compact(random));
        }
    }

    private void stall(Role role) {
        SimProcess stalling = role.process;
        tell(role.name + " stalls");
        stalling.stall();
        queue.at(queue.now() + queue.soon(LONGEST_STALL), () -> {
            tell(role.name + " goes on");
            stalling.goOn();
        });
    }

    /**
     * Gives each member to one watcher and one aggregator. Who had it hears of it some time, or when it wakes up, or it has
     * been given back by then.
     */
    private void assign() {
        for (Member member : admitted.values()) {
            for (int first : List.of(0, 2)) {
                int owner = first + random.nextInt(2);
                Role to = roles.get(owner);
                Role from = roles.get(2 * first + 1 - owner);
                tell(member.id() + " to " + to.name);
                owners.put(member.id() + first, to);
                queue.at(queue.now() + queue.soon(LATEST_NEWS), () -> {
                    if (owners.get(member.id() + first) != from) {
                        from.notOurs(member);
                    }
                });
                to.ours(member);
            }
        }
    }

    private void heal() {
        tell("healed");
        members.values().forEach(member -> {
            member.away = false;
            member.otherCluster = false;
            member.stale = false;
            member.refused.clear();
        });
        roles.forEach(role -> {
            role.process.goOn();
            revive(role);
        });
        assign();
    }

    private MemberShards.Listener watcher(SimProcess process) {
        return new Watches(
                process.bus(),
                new WatchSettings(Duration.ofSeconds(20), Duration.ofSeconds(5), Set.of()),
                member -> new SimSource(
                        members.get(member), process, queue, random, mutation, family -> recorded(member, family)),
                queue);
    }

    private MemberShards.Listener aggregator(SimProcess process) {
        return new StageOne(process.bus(), ExportSettings.DEFAULTS, new AggregatorMeters(SimProcess.METERS));
    }

    private MemberShards.Listener store(SimProcess process) {
        Projection projection = new Projection(
                new ProjectionSettings(Coalescing.defaults(), HistoryLimits.defaults(), Duration.ofSeconds(1)),
                new Revisions());
        probe = new StoreProbe(CONSUMER, projection, members, exportedInLog());
        StoreFeed feed = new StoreFeed(
                process.bus(),
                PROFILE,
                projection,
                queue,
                new FileLogMemory(Optional.empty()),
                Optional.empty(),
                false);
        process.post(feed::start);
        return new MemberShards.Listener() {
            @Override
            public void onOurs(Member member) {}

            @Override
            public void onNotOurs(String memberId) {}
        };
    }

    private void writeView() {
        TopicPartition views = new TopicPartition(Topic.views(PROFILE).name(), 0);
        EventHeaders headers = new EventHeaders("profile-controller", "first", queue);
        long claim = kafka.append(
                views,
                Claim.KEY,
                Codec.encode(new Claim("first")),
                headers.next(Claim.KEY, EventTypes.of(Claim.class), OptionalLong.empty(), Map.of()));
        ConsumerView view = new ConsumerView(CONSUMER, CONSUMER, List.copyOf(admitted.keySet()));
        kafka.append(
                views,
                view.key(),
                Codec.encode(view),
                headers.next(view.key(), EventTypes.of(ConsumerView.class), OptionalLong.of(claim), Map.of()));
    }

    /** What the good records of a partition say now. */
    private Map<String, FleetRecord> fold(TopicPartition partition) {
        ClaimFold fold = new ClaimFold();
        Map<String, String> types = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : kafka.read(partition, 0, Integer.MAX_VALUE)) {
            LogRecord logged = RecordHeaders.toLogRecord(record);
            var _ = fold.apply(logged);
            logged.type().ifPresent(type -> types.put(logged.key(), type));
        }
        Map<String, FleetRecord> state = new TreeMap<>();
        fold.state().forEach((key, value) -> {
            if (Codec.decode(Optional.of(types.get(key)), value.bytes()) instanceof Decoded.Known(FleetRecord body)) {
                state.put(key, body);
            }
        });
        return state;
    }

    private Map<String, Integer> exportedInLog() {
        Map<String, Integer> exported = new TreeMap<>();
        for (String member : members.keySet()) {
            fold(new TopicPartition(Topic.mesh(PROFILE, member).name(), 0))
                    .values()
                    .forEach(record -> {
                        if (record instanceof ServiceRecord service) {
                            exported.put(
                                    StoreProbe.key(member, service.name()),
                                    Integer.parseInt(service.labels().get("generation")));
                        }
                    });
        }
        return exported;
    }

    private Map<String, FleetRecord> facts(String member) {
        return fold(new TopicPartition(Topic.facts(member).name(), 0));
    }

    private long recorded(String member, Family family) {
        return facts(member).get("complete/" + family.segment()) instanceof CompletenessFact complete
                ? Long.parseLong(complete.resourceVersion())
                : 0;
    }
}
