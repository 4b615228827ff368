package io.fleetmesh.standalone;

import io.fleetmesh.embeddedkafka.Quorum;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The brokers of a run. A log that is kept goes on with as many as it was begun with: they vote, and none of them would
 * take the word of one that it does not know.
 *
 * @param count odd, as a majority of them decides
 * @param clusterId which all are formatted with
 */
record Brokers(int count, String clusterId) {
    /** As many as the ports of a run have room for. */
    static final int MOST = 7;

    /** @throws Refusal if a run cannot have {@code count} */
    static Brokers of(int count, boolean processes) {
        if (count < 1 || count > MOST || count % 2 == 0) {
            throw new Refusal("--brokers " + count + ": expected an odd number from 1 to " + MOST
                    + ", because a majority of the brokers decides");
        }
        if (count > 1 && !processes) {
            throw new Refusal("--brokers " + count + " needs --processes: one JVM has one broker");
        }
        return new Brokers(count, Quorum.newClusterId());
    }

    /**
     * These, to go on with the log in {@code data} if there is one.
     *
     * @throws Refusal if it was begun with more or fewer
     */
    Brokers continuing(Path data) throws IOException {
        Brokers kept = kept(data).orElse(this);
        if (kept.count() != count) {
            throw new Refusal(data + " keeps the log of a run with --brokers " + kept.count()
                    + ": start as many, or choose another --data");
        }
        return kept;
    }

    private static Optional<Brokers> kept(Path data) throws IOException {
        Path file = file(data);
        if (!Files.exists(file)) {
            // From before there could be more than one.
            return Files.exists(data.resolve(FleetProcess.KAFKA.processName()))
                    ? Optional.of(new Brokers(1, Quorum.newClusterId()))
                    : Optional.empty();
        }
        String[] parts = Files.readString(file).strip().split("=", 2);
        return Optional.of(new Brokers(Integer.parseInt(parts[0]), parts[1]));
    }

    /** For the run that goes on with the log in {@code data}. */
    void remember(Path data) throws IOException {
        Files.writeString(file(data), count + "=" + clusterId + "\n");
    }

    private static Path file(Path data) {
        return data.resolve("brokers");
    }

    Quorum quorum(Ports ports) {
        return new Quorum(
                clusterId,
                IntStream.rangeClosed(1, count)
                        .mapToObj(number -> new Quorum.Node(ports.kafka(number), ports.kafkaController(number)))
                        .toList());
    }
}
