package io.fleetmesh.kit.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fleetmesh.kit.domain.Payload;
import io.fleetmesh.kit.domain.TokenBucket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jboss.logging.Logger;

/**
 * An {@link EventWriter} with a producer of its own. A record goes at once, unless its partition is busy, or so many quiet
 * ones together are: then it waits up to {@value #HOLD_MILLIS} ms for others. Every request wakes a broker and all who read
 * the partition; a member that changes a lot would take the machine from the others, one record at a time, and so would
 * hundreds of members that change a little.
 */
public final class KafkaEventWriter implements EventWriter {
    /** Records a second, and at one moment, that do not make a partition busy: more than come of one change after the other. */
    private static final double QUIET_RATE = 500;

    private static final int QUIET_BURST = 500;
    /** The same of all partitions that are quiet, together. */
    private static final double QUIET_TOGETHER_RATE = 1_000;

    private static final int QUIET_TOGETHER_BURST = 500;
    private static final long HOLD_MILLIS = 10;
    /** So many do not wait for more. */
    private static final int MOST_HELD = 500;

    private static final Duration LONGEST_END = Duration.ofSeconds(5);

    private static final Logger LOG = Logger.getLogger(KafkaEventWriter.class);

    private final KafkaProducer<byte[], byte[]> producer;
    private final EventHeaders headers;
    private final Map<TopicPartition, Outlet> outlets = new ConcurrentHashMap<>();
    private final TokenBucket together = new TokenBucket(QUIET_TOGETHER_RATE, QUIET_TOGETHER_BURST, System.nanoTime());
    /** Those with held records: they go out at one moment, in few requests. */
    private final Queue<Outlet> waiting = new ConcurrentLinkedQueue<>();

    private final AtomicBoolean ticking = new AtomicBoolean();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("held-records").daemon(true).factory());

    public KafkaEventWriter(BusSettings settings, EventHeaders headers) {
        this.producer =
                new KafkaProducer<>(settings.producerConfig(), new ByteArraySerializer(), new ByteArraySerializer());
        this.headers = headers;
    }

    private record Held(ProducerRecord<byte[], byte[]> record, Callback whenDone) {}

    /** What is on its way to one partition, in order. */
    private final class Outlet {
        private final TokenBucket tokens = new TokenBucket(QUIET_RATE, QUIET_BURST, System.nanoTime());
        private final List<Held> held = new ArrayList<>();

        synchronized void send(Held next) {
            long now = System.nanoTime();
            boolean quiet = tokens.take(now) && takeTogether(now);
            if (held.isEmpty() && quiet) {
                send(next.record(), next.whenDone());
                return;
            }
            held.add(next);
            if (held.size() == 1) {
                hold(this);
            } else if (held.size() >= MOST_HELD) {
                flush();
            }
        }

        synchronized void flush() {
            List<Held> due = List.copyOf(held);
            held.clear();
            for (Held next : due) {
                try {
                    send(next.record(), next.whenDone());
                } catch (KafkaException | IllegalStateException e) {
                    next.whenDone().onCompletion(null, e);
                }
            }
        }

        private void send(ProducerRecord<byte[], byte[]> record, Callback whenDone) {
            // The callback hears of the outcome; the future says nothing more.
            var _ = producer.send(record, whenDone);
        }
    }

    private boolean takeTogether(long now) {
        synchronized (together) {
            return together.take(now);
        }
    }

    private void hold(Outlet outlet) {
        waiting.add(outlet);
        if (!ticking.compareAndSet(false, true)) {
            return;
        }
        try {
            var _ = timer.schedule(this::flushWaiting, HOLD_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // Closed: nobody would come for it.
            flushWaiting();
        }
    }

    private void flushWaiting() {
        ticking.set(false);
        for (Outlet next = waiting.poll(); next != null; next = waiting.poll()) {
            try {
                next.flush();
            } catch (RuntimeException e) {
                // Of one partition's caller: the others' records must not wait for it.
                LOG.errorv(e, "Held records not sent");
            }
        }
    }

    @Override
    public void send(
            TopicPartition to,
            String key,
            String type,
            Optional<Payload> value,
            OptionalLong claim,
            Map<String, String> extraHeaders,
            Callback whenDone) {
        outlets.computeIfAbsent(to, _ -> new Outlet())
                .send(new Held(
                        new ProducerRecord<>(
                                to.topic(),
                                to.partition(),
                                key.getBytes(UTF_8),
                                value.map(Payload::bytes).orElse(null),
                                headers.next(key, type, claim, extraHeaders)),
                        whenDone));
    }

    @Override
    public boolean sent(ConsumerRecord<?, ?> record) {
        return headers.areOn(record);
    }

    /** Sends what is held and buffered, for at most ten seconds, and ends every wait. */
    @Override
    public void close() {
        timer.execute(() -> outlets.values().forEach(Outlet::flush));
        timer.shutdown();
        try {
            var _ = timer.awaitTermination(LONGEST_END.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close(LONGEST_END);
    }
}
