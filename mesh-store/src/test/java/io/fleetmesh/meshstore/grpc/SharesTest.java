package io.fleetmesh.meshstore.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SharesTest {
    private static final long MOST = 1_000;

    private final Shares shares = new Shares(MOST);

    private long takeAll(String cluster, long each) {
        long taken = 0;
        while (shares.mayTake(cluster, each)) {
            shares.take(cluster, each);
            taken += each;
        }
        return taken;
    }

    @Test
    void oneThatIsAloneHasHalf() {
        assertEquals(MOST / 2, takeAll("a", 1));
        shares.give("a", MOST / 2);
        assertEquals(shares.largest(), takeAll("a", shares.largest()));
    }

    @Test
    void whateverOthersTakeOneThatHadNothingFindsSomething() {
        for (String cluster : List.of("a", "b", "c", "d", "e")) {
            assertTrue(takeAll(cluster, 10) > 0, cluster);
        }
        assertTrue(shares.taken() < MOST);
    }

    @Test
    void thoseWhoAllWantMoreComeToHaveEqualParts() {
        long first = takeAll("a", 10);
        for (int i = 0; i < 200; i++) {
            shares.give("a", 10);
            first -= 10;
            if (shares.mayTake("b", 10)) {
                shares.take("b", 10);
            }
            if (shares.mayTake("a", 10)) {
                shares.take("a", 10);
                first += 10;
            }
        }

        assertTrue(Math.abs(MOST / 3 - first) <= 20, "" + first);
        assertTrue(Math.abs(MOST / 3 - (shares.taken() - first)) <= 20, "" + shares.taken());
    }

    @Test
    void theLeastThereIsIsGivenToOneAtATime() {
        Shares one = new Shares(1);

        assertTrue(one.mayTake("a", one.largest()));
        one.take("a", 1);

        assertEquals(1, one.taken());
        assertTrue(!one.mayTake("a", 1) && !one.mayTake("b", 1));
    }

    @Property(tries = 300)
    void noMoreIsTakenThanThereIs(@ForAll @Size(max = 200) List<@IntRange(min = 1, max = 500) Integer> amounts) {
        record Taken(String cluster, long amount) {}
        // Tries have the test's fields in common.
        Shares tried = new Shares(MOST);
        Deque<Taken> taken = new ArrayDeque<>();
        for (int amount : amounts) {
            String cluster = "" + amount % 5;
            if (tried.mayTake(cluster, amount)) {
                tried.take(cluster, amount);
                taken.add(new Taken(cluster, amount));
            } else if (amount % 2 == 0) {
                Taken back = taken.remove();
                tried.give(back.cluster(), back.amount());
            }
            assertTrue(tried.taken() <= MOST);
            assertEquals(taken.stream().mapToLong(Taken::amount).sum(), tried.taken());
        }
    }
}
