package io.fleetmesh.simulation;

import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.kit.messaging.LogMemory;
import io.fleetmesh.watcher.messaging.Watches;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;

/**
 * One seed's schedule: two members, two watchers, two aggregators, a store of one replica or two. First everything fails in every way
 * at random moments, then all is healed, and the stores must come to show what the members hold.
 */
final class Schedule implements LogFaults.Processes {
    private static final Duration CHAOS = Duration.ofSeconds(40);
    /** By then all must be as it should be. */
    private static final Duration HEALING = Duration.ofMinutes(2);
    /** After so much of it what was written in the chaos may be cleaned; whoever starts reads what is left. */
    private static final Duration CLEANED = Duration.ofSeconds(30);
    /** After so much of it a store is told that there is no more, and all is over as soon as it is as it should be. */
    private static final Duration SETTLED = Duration.ofSeconds(45);

    private static final Duration LOOK = Duration.ofSeconds(1);

    private static final Duration LONGEST_STALL = Duration.ofSeconds(15);
    private static final Duration BURST = Duration.ofSeconds(1);
    private static final Duration CHECKPOINT = Duration.ofSeconds(3);
    /** How long the log's epoch stands still; a minute in earnest. */
    private static final Duration TICK = Duration.ofSeconds(5);

    private static final int REMEMBERED = 60;
    /** In one schedule of so many members have Cilium: it takes twice as long. */
    private static final int CILIUM = 8;
    /** In one of so many what writers send again is stored twice. */
    private static final int TWICE = 8;
    /** In one of so many there are two replicas of the store. */
    private static final int REPLICAS = 3;

    private final Random random;
    private final Mutation mutation;
    private final EventQueue queue;
    private final SimKafka kafka;
    private final SimController controller;
    private final SimLog log;
    private final Map<String, SimMember> members = new TreeMap<>();
    private final List<LogFaults.Replica> replicas = new ArrayList<>();
    private final List<Role> roles = new ArrayList<>();
    private final Pair watchers;
    private final Pair aggregators;
    private final SimAgents agents;
    private final GlobalProbe global;
    private final LogFaults logFaults;
    private final Plans plans;
    private final Deque<String> story = new ArrayDeque<>();
    private Map<String, Member> admitted = Map.of();

    Schedule(long seed, Mutation mutation) {
        this.random = new Random(seed);
        // What plans go by, so that those of other schedules are as if there were none.
        Random others = new Random(~seed);
        this.mutation = mutation;
        this.queue = new EventQueue(random);
        this.kafka = new SimKafka(queue, mutation, random.nextInt(TWICE) == 0);
        boolean cilium = random.nextInt(CILIUM) == 0;
        List<Member> first = new ArrayList<>(
                List.of(new Member(SimController.CONSUMER, SimController.PROFILE, SimController.CONSUMER, 9)));
        int id = 1;
        for (String name : List.of("east", "west")) {
            members.put(name, new SimMember(name, id, cilium, random));
            first.add(new Member(name, SimController.PROFILE, name, id++));
        }
        controller = new SimController(kafka, queue, first);
        log = new SimLog(kafka, controller);
        Lives lives = new Lives(queue, log, members, random, mutation);
        watchers = new Pair(
                queue,
                random,
                (number, begun) -> role("watcher-" + number, (process, _) -> lives.watcher(process), begun));
        aggregators = new Pair(
                queue,
                random,
                (number, begun) -> role("aggregator-" + number, (process, _) -> lives.aggregator(process), begun));
        Duration servedUpTo = others.nextBoolean() ? Duration.ZERO : Duration.ofSeconds(20);
        int stores = others.nextInt(REPLICAS) == 0 ? 2 : 1;
        for (int i = 0; i < stores; i++) {
            SimStore store = new SimStore(members, queue, kafka, controller, log, servedUpTo);
            replicas.add(new LogFaults.Replica(role("store-" + i, store::live, _ -> {}), store));
        }
        List<Role> supervised = Stream.concat(watchers.roles().stream(), aggregators.roles().stream())
                .toList();
        roles.addAll(supervised);
        replicas.forEach(replica -> roles.add(replica.role()));
        logFaults = new LogFaults(queue, kafka, log, controller, members, random, mutation, supervised, replicas, this);
        agents = new SimAgents(
                queue,
                random,
                mutation,
                replicas.stream().map(LogFaults.Replica::store).toList());
        global = new GlobalProbe(kafka, controller, members);
        GlobalProbe.shards()
                .forEach(number -> aggregators.put(new Pair.Duty(
                        "global-" + number, life -> life.onShard(number), life -> life.onNoShard(number))));
        membersChanged();
        plans = new Plans(queue, others, controller, logFaults, this);
        plans.begin(CHAOS);
        queue.at(EventQueue.micros(CHECKPOINT), this::takeSnapshots);
        queue.at(EventQueue.micros(TICK), this::tick);
    }

    private Role role(String name, BiFunction<SimProcess, LogMemory, Role.Life> lives, Consumer<Role> begun) {
        return new Role(name, life -> new SimProcess(name, life, queue, kafka, random, mutation), lives, begun);
    }

    /** Runs it; throws a {@link StoreProbe.Violation} that tells what came before. */
    void run() {
        int actions = 10 + random.nextInt(25);
        for (int i = 0; i < actions; i++) {
            queue.at(random.nextLong(EventQueue.micros(CHAOS)), this::act);
        }
        long healed = EventQueue.micros(CHAOS);
        long end = healed + EventQueue.micros(HEALING);
        try {
            runUntil(healed);
            heal();
            long until = healed + EventQueue.micros(SETTLED);
            runUntil(until);
            while (!hasConverged() && until < end) {
                until += EventQueue.micros(LOOK);
                runUntil(until);
            }
            converged();
        } catch (StoreProbe.Violation violation) {
            throw new StoreProbe.Violation(violation.getMessage() + "\nafter " + queue.now() / 1_000 + " ms; shown: "
                    + replicas.stream()
                            .map(replica -> replica.store().describe())
                            .toList() + "\n"
                    + String.join("\n", story)
                    + (System.getProperty("fleetmesh.seed") == null ? "" : "\n" + kafka.describe()));
        }
    }

    private boolean hasConverged() {
        try {
            converged();
            return true;
        } catch (StoreProbe.Violation _) {
            return false;
        }
    }

    private void converged() {
        if (logFaults.storesKept()) {
            throw new StoreProbe.Violation("the log was restored, and is not filled again at the end");
        }
        replicas.forEach(replica -> replica.store().converged());
        global.converged();
    }

    private void runUntil(long end) {
        while (queue.step(end)) {
            replicas.forEach(replica -> replica.store().check());
            global.check();
        }
        for (Role role : roles) {
            List<String> deadLetters = role.process().deadLetters().stream()
                    // What a writer still had under way to a log that was lost.
                    .filter(letter -> !logFaults.ever() || !letter.contains(Watches.FOREIGN))
                    .toList();
            if (!deadLetters.isEmpty()) {
                throw new StoreProbe.Violation("dead letters: " + deadLetters);
            }
        }
    }

    @Override
    public void tell(String what) {
        story.add(queue.now() / 1_000 + " ms: " + what);
        if (story.size() > REMEMBERED) {
            story.removeFirst();
        }
    }

    /** Whoever is a member has a watcher and an aggregator; whoever is none any more soon has none. */
    @Override
    public void membersChanged() {
        Map<String, Member> now = controller.members();
        admitted.keySet().stream().filter(id -> !now.containsKey(id)).forEach(id -> {
            watchers.remove(id);
            aggregators.remove(id);
        });
        now.values().stream()
                .filter(member -> !member.equals(admitted.get(member.id())))
                .forEach(member -> {
                    Pair.Duty duty = new Pair.Duty(
                            member.id(), life -> life.onOurs(member), life -> life.onNotOurs(member.id()));
                    watchers.put(duty);
                    aggregators.put(duty);
                });
        admitted = now;
    }

    private void act() {
        Role role = roles.get(random.nextInt(roles.size()));
        SimMember member = random.nextBoolean() ? members.get("east") : members.get("west");
        switch (random.nextInt(19)) {
            case 18 -> refuse(member);
            case 17 -> {
                if (random.nextInt(3) == 0) {
                    leaveKafka();
                }
            }
            case 16 -> {
                tell(role.name() + " reads slowly");
                role.process().readSlowly(LONGEST_STALL);
            }
            case 15 -> {
                if (random.nextBoolean()) {
                    logFaults.restore();
                }
            }
            case 14 -> logFaults.backUp();
            case 13 -> {
                if (random.nextInt(4) == 0) {
                    logFaults.lose();
                }
            }
            case 0 -> die(role);
            case 1 -> stall(role);
            case 2, 3 -> shareOut();
            case 4 -> {
                member.away = !member.away;
                tell(member.name() + " away: " + member.away);
            }
            case 5 -> {
                List<Family> families = List.copyOf(member.families());
                Family family = families.get(random.nextInt(families.size()));
                if (!member.refused.remove(family)) {
                    member.refused.add(family);
                }
                tell(member.name() + " refuses " + member.refused);
            }
            case 6 -> {
                // Before anybody is recorded, whoever answers is the member.
                member.otherCluster = !member.otherCluster && log.identifies(member.name());
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

    /** Kafka answers nobody for a while. */
    private void leaveKafka() {
        tell("Kafka is away");
        kafka.goAway();
        queue.at(queue.now() + queue.soon(LONGEST_STALL), () -> {
            tell("Kafka is back");
            kafka.comeBack();
        });
    }

    /** What is written to some topic of a member is refused, one record or all for a while. */
    private void refuse(SimMember member) {
        TopicPartition partition = refusable(member);
        boolean one = random.nextBoolean();
        tell((one ? "one record is" : "records are") + " refused of " + partition);
        kafka.refuse(partition, one ? 1 : Integer.MAX_VALUE);
        queue.at(queue.now() + queue.soon(LONGEST_STALL), () -> kafka.allow(partition));
    }

    private TopicPartition refusable(SimMember member) {
        List<TopicPartition> all = new ArrayList<>(List.of(
                new TopicPartition(Topic.facts(member.name()).name(), 0),
                new TopicPartition(
                        Topic.mesh(SimController.PROFILE, member.name()).name(), 0)));
        GlobalProbe.shards()
                .forEach(number ->
                        all.add(new TopicPartition(Topic.globalServices().name(), number)));
        return all.get(random.nextInt(all.size()));
    }

    private boolean isKept(Role role) {
        return logFaults.storesKept() && replicas.stream().anyMatch(replica -> replica.role() == role);
    }

    @Override
    public void die(Role role) {
        if (role.process().isDead() || isKept(role)) {
            return;
        }
        tell(role.name() + " dies");
        replicas.stream().filter(replica -> replica.role() == role).forEach(replica -> agents.lose(replica.store()));
        role.process().die();
        queue.at(queue.now() + queue.soon(LONGEST_STALL), () -> revive(role));
    }

    @Override
    public void revive(Role role) {
        if (role.process().isDead() && !isKept(role)) {
            tell(role.name() + " starts");
            role.start();
            shareOut();
            // While it reads what it needs.
            queue.at(queue.now() + queue.soon(BURST), () -> kafka.compact(random));
        }
    }

    private void stall(Role role) {
        SimProcess stalling = role.process();
        tell(role.name() + " stalls");
        stalling.stall();
        queue.at(queue.now() + queue.soon(LONGEST_STALL), () -> {
            tell(role.name() + " goes on");
            stalling.goOn();
        });
    }

    private void shareOut() {
        tell("shared out: " + watchers.shareOut() + " " + aggregators.shareOut());
    }

    /** As the controller does, of a log that it trusts and can write. */
    private void tick() {
        if (!logFaults.doubted() && !kafka.isAway()) {
            controller.tick();
        }
        queue.at(queue.now() + EventQueue.micros(TICK), this::tick);
    }

    private void takeSnapshots() {
        replicas.forEach(replica -> replica.store().checkpoint());
        queue.at(queue.now() + EventQueue.micros(CHECKPOINT), this::takeSnapshots);
    }

    private void heal() {
        tell("healed");
        kafka.comeBack();
        members.values().forEach(member -> {
            member.away = false;
            member.otherCluster = false;
            member.stale = false;
            member.refused.clear();
        });
        roles.forEach(role -> {
            role.process().goOn();
            revive(role);
        });
        shareOut();
        queue.at(queue.now() + EventQueue.micros(CLEANED), () -> die(roles.get(random.nextInt(roles.size()))));
        queue.at(queue.now() + EventQueue.micros(SETTLED), this::acceptSmaller);
    }

    /** A store that still waits for as much as it had before the log was lost is told that there is no more. */
    private void acceptSmaller() {
        replicas.stream()
                .filter(replica -> logFaults.ever() && !replica.store().serves())
                .forEach(replica -> {
                    tell("less is accepted");
                    replica.store().acceptSmaller();
                    die(replica.role());
                });
    }
}
