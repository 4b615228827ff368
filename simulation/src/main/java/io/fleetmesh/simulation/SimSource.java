package io.fleetmesh.simulation;

import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.watcher.domain.FamilyListener;
import io.fleetmesh.watcher.domain.FamilySnapshot;
import io.fleetmesh.watcher.domain.MemberListener;
import io.fleetmesh.watcher.domain.MemberSource;
import io.fleetmesh.watcher.domain.Trouble;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.ToLongFunction;

/** A process's way to a member: lists and watches as the kinds' loops do, each step an event of its own. */
final class SimSource implements MemberSource {
    private static final Duration ANSWER = Duration.ofMillis(400);
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final Duration EVENT = Duration.ofMillis(100);
    private static final Duration LONGEST_WATCH = Duration.ofSeconds(20);
    private static final int WATCH_ENDS = 30;

    private final SimMember member;
    private final SimProcess process;
    private final EventQueue queue;
    private final Random random;
    private final Mutation mutation;
    /** The newest resource version that is on record in the member's facts. */
    private final ToLongFunction<Family> recorded;

    private boolean closed;

    SimSource(
            SimMember member,
            SimProcess process,
            EventQueue queue,
            Random random,
            Mutation mutation,
            ToLongFunction<Family> recorded) {
        this.member = member;
        this.process = process;
        this.queue = queue;
        this.random = random;
        this.mutation = mutation;
        this.recorded = recorded;
    }

    @Override
    public Set<Family> families() {
        return SimMember.FAMILIES;
    }

    @Override
    public void begin(MemberListener listener) {
        families().forEach(family -> new Loop(family, listener).again(Duration.ZERO));
    }

    @Override
    public void reconsider(Set<Family> families) {
        // Whoever is not wanted asks again by itself.
    }

    @Override
    public boolean alive() {
        return !closed;
    }

    @Override
    public void close() {
        closed = true;
    }

    private final class Loop {
        private final Family family;
        private final FamilyListener listener;
        private long position;
        private long watch;

        Loop(Family family, FamilyListener listener) {
            this.family = family;
            this.listener = listener;
        }

        /** Ends what is under way, and begins anew. */
        void again(Duration most) {
            watch++;
            process.postAt(queue.now() + queue.soon(most), this::turn);
        }

        private void turn() {
            if (closed) {
                return;
            }
            if (listener.wantsList(family)) {
                position = 0;
            }
            if (!listener.wants(family) || !reached()) {
                again(PAUSE);
            } else if (position == 0) {
                list();
            } else {
                watch();
            }
        }

        private boolean reached() {
            if (member.away) {
                listener.failed(family, Trouble.unreachable("away"));
                return false;
            }
            if (member.refused.contains(family) && (mutation != Mutation.REFUSAL_IS_EMPTY || position > 0)) {
                position = 0;
                listener.failed(family, Trouble.suspect("403"));
                return false;
            }
            if (!listener.identified(uid())) {
                position = 0;
                return false;
            }
            return true;
        }

        private String uid() {
            return member.otherCluster ? "another" : member.name();
        }

        /** What is answered is as it was when it was asked, and comes later. */
        private void list() {
            long version = member.version();
            long at = version;
            if (member.stale && mutation == Mutation.OLD_STATE_UNDER_A_NEW_VERSION) {
                at = 11 + random.nextLong(version - 10);
            } else if (member.stale && recorded.applyAsLong(family) > 0) {
                // Older than what is on record; against anything older than what is not, there is no guard.
                at = recorded.applyAsLong(family) - 1;
                version = at;
            }
            Map<String, MemberFact> objects = member.refused.contains(family) ? Map.of() : member.objects(family, at);
            FamilySnapshot snapshot =
                    new FamilySnapshot(family, member.name(), Long.toString(version), objects, Set.of(), true);
            process.postAt(queue.now() + queue.soon(ANSWER), () -> listed(snapshot));
        }

        private void listed(FamilySnapshot snapshot) {
            if (closed) {
                return;
            }
            if (member.otherCluster) {
                listener.failed(family, Trouble.suspect("another cluster answered before its end"));
                again(PAUSE);
                return;
            }
            Optional<Trouble> doubt = listener.listed(snapshot);
            if (doubt.isPresent()) {
                listener.failed(family, doubt.get());
                again(PAUSE);
            } else {
                position = Long.parseLong(snapshot.resourceVersion());
                again(Duration.ofMillis(10));
            }
        }

        private void watch() {
            if (position < member.oldestWatch) {
                position = 0;
                again(PAUSE);
                return;
            }
            listener.watching(family);
            long number = ++watch;
            process.postAt(queue.now() + EventQueue.micros(LONGEST_WATCH), () -> {
                if (number == watch) {
                    again(PAUSE);
                }
            });
            follow(number);
        }

        private void follow(long number) {
            if (closed || number != watch) {
                return;
            }
            if (member.away || random.nextInt(WATCH_ENDS) == 0) {
                again(PAUSE);
                return;
            }
            Optional<SimMember.Change> next = member.next(family, position);
            if (next.isPresent()) {
                position = next.get().version();
                listener.observed(family, next.get().what(), Long.toString(position));
                process.postAt(queue.now() + queue.soon(EVENT), () -> follow(number));
            } else {
                if (random.nextInt(4) == 0) {
                    position = member.version();
                    listener.progressed(family, Long.toString(position));
                }
                member.onChange(() -> process.postAt(queue.now() + queue.soon(EVENT), () -> follow(number)));
            }
        }
    }
}
