package io.fleetmesh.kit.messaging;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BusSettingsTest {
    @Test
    void noConsumerMakesATopic() {
        BusSettings settings = new BusSettings("here:9092", "test", Duration.ofSeconds(1), Map.of());

        for (Map<String, Object> config : List.of(settings.followerConfig(), settings.groupConfig("group"))) {
            assertEquals("false", config.get("allow.auto.create.topics"));
        }
    }

    @Test
    void aFetchOfAReaderThatBeginsNeverWaitsLongerThanOneOfTheSameInCalm() {
        BusSettings ours = new BusSettings("here:9092", "test", Duration.ofSeconds(1), Map.of());
        BusSettings quicker =
                new BusSettings("here:9092", "test", Duration.ofSeconds(1), Map.of("fetch.max.wait.ms", "7"));

        assertEquals("500", ours.followerConfig().get("fetch.max.wait.ms"));
        assertEquals("20", ours.hastyFollowerConfig().get("fetch.max.wait.ms"));
        assertEquals("7", quicker.hastyFollowerConfig().get("fetch.max.wait.ms"));
    }

    @Test
    void aUsersPropertiesWinOverOurs() {
        Map<String, String> extra = Map.of(
                "bootstrap.servers",
                "elsewhere:9092",
                "linger.ms",
                "7",
                "fetch.max.wait.ms",
                "70",
                "session.timeout.ms",
                "7000");
        BusSettings settings = new BusSettings("here:9092", "test", Duration.ofSeconds(1), extra);

        for (Map<String, Object> config : List.of(
                settings.producerConfig(),
                settings.followerConfig(),
                settings.groupConfig("group"),
                settings.adminConfig())) {
            extra.forEach((property, value) -> assertEquals(value, config.get(property), property));
        }
    }
}
