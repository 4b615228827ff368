package io.fleetmesh.controller.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fleetmesh.contract.ConsumerView;
import io.fleetmesh.contract.Member;
import java.util.List;
import org.junit.jupiter.api.Test;

class ViewsTest {
    @Test
    void everyMemberSeesAllOthersAscending() {
        List<ConsumerView> views = Views.fullMesh(List.of(
                new Member("m-west", "blue", "west", 3),
                new Member("m-east", "blue", "east", 1),
                new Member("m-north", "blue", "north", 2)));

        assertEquals(
                List.of(
                        new ConsumerView("m-east", "east", List.of("m-north", "m-west")),
                        new ConsumerView("m-north", "north", List.of("m-east", "m-west")),
                        new ConsumerView("m-west", "west", List.of("m-east", "m-north"))),
                views);
    }

    @Test
    void memberAloneSeesNobody() {
        assertEquals(
                List.of(new ConsumerView("m", "a", List.of())),
                Views.fullMesh(List.of(new Member("m", "blue", "a", 1))));
    }
}
