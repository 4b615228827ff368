package io.fleetmesh.meshstore.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HandshakesTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int PER_SECOND = 10;
    private static final InetAddress FLOODING = InetAddress.ofLiteral("192.0.2.1");
    private static final InetAddress QUIET = InetAddress.ofLiteral("192.0.2.2");

    private final Handshakes<String> handshakes = new Handshakes<>(PER_SECOND, 0);

    /** All that begin until then, by whoever comes as soon as it is told. */
    private List<String> begunUntil(long end) {
        List<String> begun = new ArrayList<>();
        long now = 0;
        while (now < end && handshakes.waiting() > 0) {
            for (Optional<String> next = handshakes.next(now); next.isPresent(); next = handshakes.next(now)) {
                begun.add(next.get());
            }
            now += Math.max(handshakes.pause(now), 1);
        }
        return begun;
    }

    private void flood(int connections) {
        for (int i = 0; i < connections; i++) {
            handshakes.add(FLOODING, "flooding " + i);
        }
    }

    @Test
    void noMoreBeginThanThePaceAllowsAndTheOthersWait() {
        flood(100);

        // One at once, which was saved up.
        assertEquals(PER_SECOND + 1, begunUntil(SECOND).size());

        assertEquals(100 - PER_SECOND - 1, handshakes.waiting());
    }

    @Test
    void allBeginInTheEnd() {
        flood(100);

        assertEquals(100, begunUntil(100 * SECOND).size());
    }

    @Test
    void anAddressWithManyDoesNotHoldUpAnother() {
        flood(100);
        handshakes.add(QUIET, "quiet");

        assertEquals(1, begunUntil(SECOND).indexOf("quiet"));
    }

    @Test
    void whatIsGivenUpDoesNotBegin() {
        flood(2);

        assertEquals(Optional.of("flooding 0"), handshakes.giveUp());
        assertEquals(Optional.of("flooding 1"), handshakes.giveUp());
        assertEquals(Optional.empty(), handshakes.giveUp());

        assertEquals(List.of(), begunUntil(SECOND));
    }
}
