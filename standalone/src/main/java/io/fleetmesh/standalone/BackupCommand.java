package io.fleetmesh.standalone;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fleetmesh.contract.Backup;
import io.fleetmesh.contract.FleetRecord;
import io.fleetmesh.contract.Incarnation;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.kit.messaging.BusSettings;
import io.fleetmesh.kit.messaging.KafkaLogReader;
import io.fleetmesh.kit.messaging.LogReader;
import io.fleetmesh.kit.messaging.RecordHeaders;
import io.fleetmesh.kit.messaging.StateFollower;
import io.fleetmesh.kit.messaging.TopicProvisioner;
import io.fleetmesh.kit.messaging.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./fleetmesh backup}. */
@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        synopsisHeading = "usage: ./",
        customSynopsis = "fleetmesh backup DIR",
        description = "Saves what only the hub of the running fleet knows, and the mesh CA with its key, in DIR.")
final class BackupCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Parameters(paramLabel = "DIR", description = "A new directory.")
    private Path directory = Path.of("");

    @Option(names = "--root", hidden = true, defaultValue = ".")
    private Path root = Path.of(".");

    @Option(names = "--home", hidden = true)
    private @Nullable Path home;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path files = home == null ? root.toAbsolutePath().normalize().resolve(".fleetmesh") : home;
        Path runFile = files.resolve("run.json");
        if (!Files.exists(runFile)) {
            throw new Refusal("no fleet runs: start it with './fleetmesh up'");
        }
        RunFile run = new ObjectMapper().readValue(runFile.toFile(), RunFile.class);
        Backup backup = read(new BusSettings(run.kafka(), "backup", PATIENCE, Map.of()));
        new BackupFiles(directory.toAbsolutePath())
                .write(backup, root.toAbsolutePath().resolve(run.authority()));
        System.out.println("saved " + backup.members().size() + " members and what is declared of incarnation "
                + backup.incarnation().id() + ", and the mesh CA, in " + directory);
        return 0;
    }

    private static Backup read(BusSettings settings) throws InterruptedException {
        List<TopicPartition> partitions = Stream.concat(Stream.of(Topic.log()), Backup.topics().stream())
                .flatMap(topic ->
                        IntStream.range(0, topic.partitions()).mapToObj(n -> new TopicPartition(topic.name(), n)))
                .toList();
        Folded folded = new Folded(partitions.size());
        try (Topics topics = new TopicProvisioner(settings, (short) -1);
                LogReader reader = new KafkaLogReader(settings, "backup", topics, System::nanoTime)) {
            partitions.forEach(partition -> reader.follow(
                    partition,
                    new StateFollower(
                            "backup",
                            (service, record, cause) -> folded.unread.add(cause),
                            folded.partition(partition.topic()))));
            if (!folded.caughtUp.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new Refusal("Kafka at " + settings.bootstrapServers() + " did not answer within "
                        + PATIENCE.toSeconds() + " s");
            }
        }
        if (!folded.unread.isEmpty()) {
            throw new Refusal("the log has records that cannot be read, nothing is saved: " + folded.unread);
        }
        return folded.backup();
    }

    /** The records of all topics; on the reader's thread, until it has ended. */
    private static final class Folded {
        final CountDownLatch caughtUp;
        final List<String> unread = new ArrayList<>();
        private final Map<String, FleetRecord> records = new TreeMap<>();
        private final Map<String, Map<String, String>> actors = new HashMap<>();

        Folded(int partitions) {
            caughtUp = new CountDownLatch(partitions);
        }

        StateFollower.Handler partition(String topic) {
            return new StateFollower.Handler() {
                private Map<String, String> actor = Map.of();

                @Override
                public void onTaken(ConsumerRecord<byte[], byte[]> record) {
                    actor = RecordHeaders.actor(record);
                }

                @Override
                public void onChange(String key, Optional<FleetRecord> body, long offset) {
                    String place = topic + " " + key;
                    body.ifPresentOrElse(record -> records.put(place, record), () -> records.remove(place));
                    body.ifPresent(record -> actors.put(Backup.place(record), actor));
                }

                @Override
                public void onCaughtUp() {
                    caughtUp.countDown();
                }
            };
        }

        Backup backup() {
            Incarnation incarnation = records.values().stream()
                    .filter(Incarnation.class::isInstance)
                    .map(Incarnation.class::cast)
                    .findFirst()
                    .orElseThrow(() -> new Refusal("the log does not say which one it is: is the fleet ready?"));
            return new Backup(incarnation, List.copyOf(records.values()), actors);
        }
    }
}
