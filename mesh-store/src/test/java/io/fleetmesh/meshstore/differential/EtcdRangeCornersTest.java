package io.fleetmesh.meshstore.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.etcd.jetcd.api.RangeRequest;
import io.grpc.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Odd keys, empty and equal values, ranges of every shape: the store answers field by field as etcd. */
class EtcdRangeCornersTest extends SideBySide {
    private static final int ROUNDS = 12;
    private static final int COMMITS = 12;
    private static final int RANGES = 300;
    private static final int AT_ONCE = 50;

    @Test
    void oddRangesAreAnsweredAlike() {
        RangeCorners corners = new RangeCorners(random, history());
        Map<String, Channel> etcds = Map.of("all", etcd("all"), "local", etcd("local"));
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < COMMITS; i++) {
                corners.commit();
                history().commit();
            }
            for (int asked = 0; asked < RANGES; asked += AT_ONCE) {
                List<RangeQuestion> questions = new ArrayList<>();
                for (int i = 0; i < AT_ONCE; i++) {
                    RangeRequest request = corners.request();
                    Channel etcd = etcds.get(RangeCorners.user(request));
                    questions.add(new RangeQuestion(request, corners.translate(request), history(), store(), etcd));
                }
                questions.forEach(question ->
                        assertEquals(question.expected(), question.said(), () -> "asked:\n" + question.request()));
            }
        }
    }
}
