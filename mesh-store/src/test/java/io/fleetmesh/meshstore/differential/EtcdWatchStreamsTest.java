package io.fleetmesh.meshstore.differential;

import io.grpc.Channel;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many streams of many watches at the same time, opened, canceled and reopened while keys change: what each is told. */
class EtcdWatchStreamsTest extends SideBySide {
    private static final int ROUNDS = 16;
    private static final int STREAMS = 12;
    private static final int COMMITS = 15;

    @Test
    void watchesOfAllKindsAreToldAlike() {
        RangeCorners ranges = new RangeCorners(random, history());
        WatchCorners corners = new WatchCorners(random, history(), ranges);
        Map<String, Channel> etcds = Map.of("all", etcd("all"), "local", etcd("local"));
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < COMMITS; i++) {
                ranges.commit();
                history().commit();
            }
            List<WatchStreamScript> streams = IntStream.range(0, STREAMS)
                    .mapToObj(i -> i % 4 == 0 ? "all" : "local")
                    .map(user -> new WatchStreamScript(random, history(), corners, user, store(), etcds.get(user)))
                    .toList();
            streams.forEach(WatchStreamScript::open);
            awaitAll(streams);
            change(ranges);
            awaitAll(streams);
            streams.forEach(WatchStreamScript::reopen);
            awaitAll(streams);
            change(ranges);
            awaitAll(streams);
            streams.forEach(WatchStreamScript::finish);
            change(ranges);
            awaitAll(streams);
            streams.forEach(WatchStreamScript::compare);
            streams.forEach(WatchStreamScript::hangUp);
        }
    }

    private static void awaitAll(List<WatchStreamScript> streams) {
        streams.forEach(WatchStreamScript::awaitAnswers);
        streams.forEach(WatchStreamScript::awaitTold);
    }

    /** Without gaps between revisions, so that watches from revisions to come begin at the same transaction. */
    private static void change(RangeCorners ranges) {
        for (int i = 0; i < 4; i++) {
            ranges.commit();
        }
    }
}
