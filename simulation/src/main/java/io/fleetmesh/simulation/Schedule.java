package io.fleetmesh.simulation;

import io.fleetmesh.aggregator.domain.ExportSettings;
import io.fleetmesh.aggregator.messaging.AggregatorMeters;
import io.fleetmesh.aggregator.messaging.StageOne;
import io.fleetmesh.contract.ConsumerView;
import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.Incarnation;
import io.fleetmesh.contract.Member;
import io.fleetmesh.kit.messaging.LogGate;
import io.fleetmesh.kit.messaging.LogMemory;
import io.fleetmesh.kit.messaging.MemberShards;
import io.fleetmesh.kit.service.FileLogMemory;
import io.fleetmesh.watcher.messaging.WatchSettings;
import io.fleetmesh.watcher.messaging.Watches;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;

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
    private static final Duration SUPERVISED = Duration.ofSeconds(5);
    private static final Duration CHECKPOINT = Duration.ofSeconds(3);
    /** How long the log's epoch stands still; a minute in earnest. */
    private static final Duration TICK = Duration.ofSeconds(5);

    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final int REMEMBERED = 60;
    /** In one schedule of so many members have Cilium: it takes twice as long. */
    private static final int CILIUM = 8;
    /** In one of so many what writers send again is stored twice. */
    private static final int TWICE = 8;

    private static final String CONSUMER = "north";

    private final Random random;
    /** What plans go by, so that those of other schedules are as if there were none. */
    private final Random plans;

    private final Mutation mutation;
    private final EventQueue queue;
    private final SimKafka kafka;
    private final SimLog log;
    private final SimStore store;
    private final Map<String, SimMember> members = new TreeMap<>();
    private final Map<String, Member> admitted = new TreeMap<>();
    private final List<Role> roles = new ArrayList<>();
    private final Map<Owned, Role> owners = new LinkedHashMap<>();
    private final Deque<String> story = new ArrayDeque<>();
    private Optional<Backup> backup = Optional.empty();
    /** From when the log is another one or an older one until an operator accepts it. */
    private boolean logDoubted;
    /** From when an older log is accepted until stores are restarted. */
    private boolean storeKept;

    private int logsLost;
    private long lives;

    /** An image of the log, and what it says that it is. */
    private record Backup(SimKafka.Image image, Incarnation log) {}

    /** A member as the work of a pair of roles, by the number of the first. */
    private record Owned(String member, int first) {}

    /** A place for a process: it is started again after each death. */
    private final class Role {
        final String name;
        final BiFunction<Role, LogGate, MemberShards.Listener<? super Member>> service;
        final LogMemory memory = new FileLogMemory(Optional.empty());
        SimProcess process;
        Optional<MemberShards.Listener<? super Member>> listener = Optional.empty();

        Role(String name, BiFunction<Role, LogGate, MemberShards.Listener<? super Member>> service) {
            this.name = name;
            this.service = service;
            start();
        }

        final void start() {
            process = new SimProcess(name, lives++, queue, kafka, random, mutation);
            listener = Optional.empty();
            LogGate gate =
                    new LogGate(name, process.bus().reader(), process.bus().deadLetters(), memory, this::begin);
            process.post(gate::follow);
        }

        private void begin(LogGate gate) {
            MemberShards.Listener<? super Member> begun = service.apply(this, gate);
            listener = Optional.of(begun);
            owners.forEach((what, owner) -> {
                if (owner == this) {
                    begun.onOurs(admitted.get(what.member()));
                }
            });
        }

        void ours(Member member) {
            process.post(() -> listener.ifPresent(begun -> begun.onOurs(member)));
        }

        void notOurs(Member member) {
            process.post(() -> listener.ifPresent(begun -> begun.onNotOurs(member.id())));
        }
    }

    Schedule(long seed, Mutation mutation) {
        this.random = new Random(seed);
        this.plans = new Random(~seed);
        this.mutation = mutation;
        this.queue = new EventQueue(random);
        this.kafka = new SimKafka(queue, mutation, random.nextInt(TWICE) == 0);
        boolean cilium = random.nextInt(CILIUM) == 0;
        int id = 1;
        for (String name : List.of("east", "west")) {
            members.put(name, new SimMember(name, id, cilium, random));
            admitted.put(name, new Member(name, SimLog.PROFILE, name, id++));
        }
        log = new SimLog(kafka, queue, new ConsumerView(CONSUMER, CONSUMER, List.copyOf(admitted.keySet())));
        store = new SimStore(CONSUMER, members, queue, kafka, log);
        roles.add(new Role("watcher-0", (role, _) -> watcher(role)));
        roles.add(new Role("watcher-1", (role, _) -> watcher(role)));
        roles.add(new Role("aggregator-0", (role, _) -> aggregator(role)));
        roles.add(new Role("aggregator-1", (role, _) -> aggregator(role)));
        roles.add(new Role("store", this::store));
        plan();
        assign();
        queue.at(EventQueue.micros(CHECKPOINT), this::takeSnapshot);
        queue.at(EventQueue.micros(TICK), this::tick);
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
            if (storeKept) {
                throw new StoreProbe.Violation("the log was restored, and is not filled again at the end");
            }
            store.converged();
        } catch (StoreProbe.Violation violation) {
            throw new StoreProbe.Violation(violation.getMessage() + "\nafter " + queue.now() / 1_000 + " ms; shown: "
                    + store.describe() + "\n" + String.join("\n", story)
                    + (System.getProperty("fleetmesh.seed") == null ? "" : "\n" + kafka.describe()));
        }
    }

    private void runUntil(long end) {
        while (queue.step(end)) {
            store.check();
        }
        for (Role role : roles) {
            List<String> deadLetters = role.process.deadLetters().stream()
                    // What a writer still had under way to a log that was lost.
                    .filter(letter -> logsLost == 0 || !letter.contains(Watches.FOREIGN))
                    .toList();
            if (!deadLetters.isEmpty()) {
                throw new StoreProbe.Violation("dead letters: " + deadLetters);
            }
        }
    }

    /** In some schedules plans are applied; in some of those namespaces are closed from the beginning and stay so. */
    private void plan() {
        switch (plans.nextInt(8)) {
            case 0 -> log.closeFromTheBeginning();
            case 1 -> {
                int applied = 1 + plans.nextInt(4);
                for (int i = 0; i < applied; i++) {
                    queue.at(plans.nextLong(EventQueue.micros(CHAOS)), this::applyPlan);
                }
            }
            default -> {}
        }
    }

    private void applyPlan() {
        if (!logDoubted) {
            log.apply(plans.nextBoolean());
            tell("a plan is applied, namespaces are global: " + log.open());
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
        switch (random.nextInt(16)) {
            case 15 -> {
                if (random.nextBoolean()) {
                    restoreLog();
                }
            }
            case 14 -> backUp();
            case 13 -> {
                if (random.nextInt(4) == 0) {
                    loseLog();
                }
            }
            case 0 -> die(role);
            case 1 -> stall(role);
            case 2, 3 -> assign();
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

    private Role storeRole() {
        return roles.getLast();
    }

    private void die(Role role) {
        if (role.process.isDead() || (storeKept && role == storeRole())) {
            return;
        }
        tell(role.name + " dies");
        role.process.die();
        queue.at(queue.now() + queue.soon(LONGEST_STALL), () -> revive(role));
    }

    private void revive(Role role) {
        if (role.process.isDead() && !(storeKept && role == storeRole())) {
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
                Owned owned = new Owned(member.id(), first);
                owners.put(owned, to);
                queue.at(queue.now() + queue.soon(LATEST_NEWS), () -> {
                    if (owners.get(owned) != from) {
                        from.notOurs(member);
                    }
                });
                to.ours(member);
            }
        }
    }

    /**
     * The log is lost and an empty one is in its place. Supervisors end what has lost its log, but for the store, which goes
     * on; then an operator accepts the log and restarts the store. That nobody sleeps through all of it is assumed (decision
     * 9).
     */
    private void loseLog() {
        if (logDoubted || storeKept) {
            return;
        }
        tell("the log is lost");
        backup = Optional.empty();
        replaceLog(kafka::lose, this::acceptEmpty);
    }

    private void replaceLog(Runnable replacement, Runnable acceptance) {
        logDoubted = true;
        logsLost++;
        roles.forEach(role -> role.process.goOn());
        replacement.run();
        // Where nobody is recorded any more, whoever answers next is the member.
        members.values().forEach(member -> member.otherCluster &= log.identifies(member.name()));
        for (Role role : roles.subList(0, roles.size() - 1)) {
            queue.at(queue.now() + queue.soon(SUPERVISED), () -> die(role));
        }
        queue.at(queue.now() + EventQueue.micros(SUPERVISED) + queue.soon(LATEST_NEWS), acceptance);
    }

    private void accept() {
        logDoubted = false;
        log.replace();
    }

    private void acceptEmpty() {
        tell("the empty log is accepted");
        accept();
        queue.at(queue.now() + queue.soon(LATEST_NEWS), () -> die(storeRole()));
    }

    /** An image of the broker's disk, of a log that everybody trusts. */
    private void backUp() {
        if (!logDoubted && !storeKept) {
            tell("an image of the log is taken");
            backup = Optional.of(new Backup(kafka.image(), log.incarnation()));
        }
    }

    /**
     * The log comes back as an image has it. One whose epoch the store has not seen pass is not used: it would be taken for the
     * log that was read (decision 9). Supervisors and the operator do as when the log is lost, but stores are restarted only
     * once the log is filled again: until then the operator keeps them as they are, one that serves and one that does not.
     * What is not simulated is that one that serves dies then, and is started: its snapshot measures how much there must be, and
     * not how old it may be, so that it may show the older state. Nor is it in schedules where records are stored twice.
     */
    private void restoreLog() {
        if (logDoubted
                || storeKept
                || kafka.storesTwice()
                || backup.filter(this::isRecognized).isEmpty()) {
            return;
        }
        tell("the log is restored to an older state");
        SimKafka.Image image = backup.orElseThrow().image();
        backup = Optional.empty();
        replaceLog(() -> kafka.restore(image), this::acceptOlder);
        if (random.nextInt(4) == 0) {
            queue.at(queue.now() + queue.soon(SUPERVISED), () -> die(storeRole()));
        }
    }

    /** Whether the store has read a later epoch of the same log. */
    private boolean isRecognized(Backup older) {
        return storeRole()
                .memory
                .remembered()
                .filter(known -> known.id().equals(older.log().id())
                        && known.epoch() > older.log().epoch())
                .isPresent();
    }

    private void acceptOlder() {
        tell("the older log is accepted");
        if (storeRole().listener.isEmpty()) {
            die(storeRole());
        }
        storeKept = true;
        accept();
        restartStoreOnceFilled();
    }

    private void restartStoreOnceFilled() {
        if (store.isCoveredByTheLog() || mutation == Mutation.RESTARTED_AT_ONCE) {
            tell("the log is filled again");
            storeKept = false;
            die(storeRole());
            revive(storeRole());
        } else {
            queue.at(queue.now() + EventQueue.micros(LOOK), this::restartStoreOnceFilled);
        }
    }

    /** As the controller does, of a log that it trusts. */
    private void tick() {
        if (!logDoubted) {
            log.tick();
        }
        queue.at(queue.now() + EventQueue.micros(TICK), this::tick);
    }

    private void takeSnapshot() {
        Role role = storeRole();
        if (role.listener.isPresent()) {
            store.checkpoint(role.process, role.memory);
        }
        queue.at(queue.now() + EventQueue.micros(CHECKPOINT), this::takeSnapshot);
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
        // What was written in the chaos may be cleaned by now; whoever starts reads what is left.
        queue.at(queue.now() + EventQueue.micros(HEALING) / 4, () -> die(roles.get(random.nextInt(roles.size()))));
        queue.at(queue.now() + EventQueue.micros(HEALING) / 2, this::acceptSmaller);
    }

    /** A store that still waits for as much as it had before the log was lost is told that there is no more. */
    private void acceptSmaller() {
        if (logsLost > 0 && !store.serves()) {
            tell("less is accepted");
            store.acceptSmaller();
            die(storeRole());
        }
    }

    private MemberShards.Listener<? super Member> watcher(Role role) {
        SimProcess process = role.process;
        return new Watches(
                process.bus(),
                new WatchSettings(Duration.ofSeconds(20), Duration.ofSeconds(5), Set.of()),
                member -> new SimSource(
                        members.get(member.id()),
                        process,
                        queue,
                        random,
                        mutation,
                        family -> log.recorded(member.id(), family)),
                queue);
    }

    private MemberShards.Listener<? super Member> aggregator(Role role) {
        StageOne one =
                new StageOne(role.process.bus(), ExportSettings.DEFAULTS, new AggregatorMeters(SimProcess.METERS));
        one.followRules();
        return one;
    }

    private MemberShards.Listener<? super Member> store(Role role, LogGate gate) {
        store.begin(role.process, role.memory, gate);
        return new MemberShards.Listener<Member>() {
            @Override
            public void onOurs(Member member) {}

            @Override
            public void onNotOurs(String memberId) {}
        };
    }
}
