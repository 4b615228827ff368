package io.fleetmesh.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fleetmesh.contract.Topic;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Three brokers: any one of them may be away. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrokersIT {
    private static final String LOG = Topic.members().name();

    private Fleet fleet;
    private Admin kafka;
    private Shop east;

    @BeforeAll
    void start() throws IOException {
        fleet = Fleet.start(Path.of("target/it/brokers"), 30_500, "--brokers=3");
        east = fleet.shop("east");
        kafka = Admin.create(Map.of("bootstrap.servers", fleet.runFile().kafka()));
    }

    @AfterAll
    void stop() throws IOException {
        kafka.close();
        fleet.close();
    }

    @Test
    void topicsHaveThreeCopiesOfWhichTwoMustHaveARecord() throws ExecutionException, InterruptedException {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, LOG);

        assertThat(log())
                .allSatisfy(partition -> assertThat(partition.replicas()).hasSize(3));
        assertThat(kafka.describeConfigs(List.of(topic))
                        .all()
                        .get()
                        .get(topic)
                        .get("min.insync.replicas")
                        .value())
                .isEqualTo("2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"kafka", "kafka-2", "kafka-3"})
    void changesArriveWhileOneBrokerIsAway(String broker) throws IOException {
        await().atMost(Fleet.PATIENCE).until(this::allCopiesAreThere);
        StoreClient west = fleet.store("west");

        fleet.killProcess(broker);
        east.create("without-" + broker, 2, Map.of(Shop.GLOBAL, "true"));
        east.awaitBackends(west, "without-" + broker, Optional.of(2));

        fleet.startProcess(broker);
        await().atMost(Fleet.PATIENCE).until(this::allCopiesAreThere);
        west.close();
    }

    private boolean allCopiesAreThere() throws ExecutionException, InterruptedException {
        return log().stream()
                .allMatch(partition ->
                        partition.isr().size() == partition.replicas().size());
    }

    private List<TopicPartitionInfo> log() throws ExecutionException, InterruptedException {
        return kafka.describeTopics(List.of(LOG)).allTopicNames().get().get(LOG).partitions();
    }
}
