package io.fleetmesh.meshstore.messaging;

import io.fleetmesh.contract.Topic;
import io.fleetmesh.kit.service.Bus;
import io.fleetmesh.meshstore.domain.ViewIndex;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What would be served of members, for whoever compares: of a few at a time, each followed while somebody asks, apart from what
 * agents are served. Thread-safe; a question waits for Kafka.
 */
public final class WholeSources implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(WholeSources.class);

    /**
     * Bounds on what comparing takes.
     *
     * @param members at one time
     * @param entries of each
     * @param idle after which nobody needs a member any more
     * @param patience how long a question waits for a member to be read
     */
    public record Limits(int members, int entries, Duration idle, Duration patience) {}

    /** What there is of a member. */
    public sealed interface Answer {
        record Whole(ViewIndex index) implements Answer {}

        /** It takes longer than a question waits: ask again. */
        record Reading() implements Answer {}

        /** Nobody has exported it. */
        record Unknown() implements Answer {}

        /** What is exported of it may not be read with this store's rights on the bus. */
        record Barred() implements Answer {}

        /** These are looked at already. */
        record Busy(List<String> members) implements Answer {}

        record TooLarge(int most) implements Answer {}
    }

    private final String profile;
    private final Supplier<Bus> buses;
    private final Clock clock;
    private final Limits limits;
    /** Guarded by this. */
    private final Map<String, WholeFollower> followers = new TreeMap<>();

    /** @param buses connections for one member, to be closed with it */
    public WholeSources(String profile, Supplier<Bus> buses, Clock clock, Limits limits) {
        this.profile = profile;
        this.buses = buses;
        this.clock = clock;
        this.limits = limits;
    }

    /**
     * All that would be served of a member.
     *
     * @throws KafkaException if Kafka does not answer
     */
    public Answer of(String member) throws InterruptedException {
        endDead();
        WholeFollower follower;
        synchronized (this) {
            WholeFollower known = followers.get(member);
            if (known == null && followers.size() >= limits.members()) {
                return new Answer.Busy(List.copyOf(followers.keySet()));
            }
            try {
                follower = known == null ? begin(member) : known;
            } catch (KafkaException e) {
                if (e.getCause() instanceof AuthorizationException) {
                    return new Answer.Barred();
                }
                throw e;
            }
        }
        return follower == null ? new Answer.Unknown() : await(follower);
    }

    private Answer await(WholeFollower follower) throws InterruptedException {
        try {
            var _ = follower.read().get(limits.patience().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return new Answer.Reading();
        } catch (ExecutionException e) {
            throw new IllegalStateException("reading never fails, it only does not end", e);
        }
        return follower.tooLarge()
                ? new Answer.TooLarge(limits.entries())
                : follower.index().<Answer>map(Answer.Whole::new).orElseGet(Answer.Reading::new);
    }

    private @Nullable WholeFollower begin(String member) {
        Topic topic = Topic.mesh(profile, member);
        Bus bus = buses.get();
        boolean there = false;
        try {
            there = bus.topics().present(topic);
        } finally {
            if (!there) {
                bus.close();
            }
        }
        if (!there) {
            return null;
        }
        WholeFollower follower = new WholeFollower(member, topic, bus, limits.entries(), clock);
        followers.put(member, follower);
        follower.start(limits.idle(), this::end);
        LOG.infov("Member followed to be compared member={0}", member);
        return follower;
    }

    /** Nobody else does, since what ends one otherwise is done by its reader. */
    private void endDead() {
        List<WholeFollower> dead;
        synchronized (this) {
            dead = followers.values().stream().filter(one -> !one.alive()).toList();
            followers.values().removeAll(dead);
        }
        dead.forEach(WholeFollower::close);
    }

    private void end(WholeFollower unused) {
        synchronized (this) {
            followers.values().remove(unused);
        }
        unused.close();
    }

    @Override
    public void close() {
        List<WholeFollower> all;
        synchronized (this) {
            all = List.copyOf(followers.values());
            followers.clear();
        }
        all.forEach(WholeFollower::close);
    }
}
