package io.fleetmesh.meshstore.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SiblingLagsTest {
    private final SiblingLags lags = new SiblingLags();

    private static ReplicaLag at(long position) {
        return new ReplicaLag("log", Map.of("t", position));
    }

    private void look(ReplicaLag... answers) {
        for (ReplicaLag answer : answers) {
            lags.looked("other", Optional.of(answer));
        }
    }

    @Test
    void whatTheOtherHadSomeLooksAgoIsToBeReached() {
        look(at(5), at(6), at(7));
        assertEquals(Optional.empty(), lags.behind(at(4)));

        look(at(8));
        assertEquals(Optional.of("behind the replica at other in t"), lags.behind(at(4)));
        assertEquals(Optional.empty(), lags.behind(at(5)));
    }

    @Test
    void whatTheOtherSaidLastIsToBeReachedEvenIfItIsGone() {
        look(at(5), at(6));
        lags.looked("other", Optional.empty());
        lags.looked("other", Optional.empty());
        lags.looked("other", Optional.empty());

        assertEquals(Optional.of("behind the replica at other in t"), lags.behind(at(5)));
        assertEquals(Optional.empty(), lags.behind(at(6)));
    }

    @Test
    void oneThatNeverAnsweredSaysNothing() {
        for (int look = 0; look < 9; look++) {
            lags.looked("other", Optional.empty());
        }

        assertEquals(Optional.empty(), lags.behind(at(0)));
    }
}
