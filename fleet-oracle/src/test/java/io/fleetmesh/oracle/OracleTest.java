package io.fleetmesh.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetmesh.oracle.MemberHistory.Workload;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each rule of the oracle is broken once, and kept once. */
class OracleTest {
    private static final String SERVICE = "cilium/cache/services/v1/east/" + BusyMember.NAMESPACE + "/s0";
    private static final String ADDRESS = "cilium/cache/ip/v1/east/10.0.0.1";
    private static final String IDENTITY = "cilium/cache/identities/v1/east/id/70000";

    private final MemberHistory east = new MemberHistory();
    private final Oracle oracle = new Oracle("west", Map.of("east", east, "west", new MemberHistory()));
    private final Map<String, String> all = new TreeMap<>();

    @BeforeEach
    void everythingIsShown() {
        east.backends("s0", Set.of("10.1.0.1"));
        var _ = east.service("s0", true, true);
        east.workload("w0-1", new Workload(1, true));
        all.put(SERVICE, service(1, "10.1.0.1"));
        all.put(IDENTITY, "labels");
        all.put(ADDRESS, address("w0-1-hash-a"));
        oracle.list(all);
    }

    private static String service(long generation, String... backends) {
        Map<String, String> ports = new TreeMap<>();
        for (String backend : backends) {
            ports.put('"' + backend + '"', "{}");
        }
        return "{\"namespace\":\"%s\",\"name\":\"s0\",\"labels\":{\"generation\":\"%d\"},\"backends\":%s}"
                .formatted(BusyMember.NAMESPACE, generation, ports.toString().replace('=', ':'));
    }

    private static String address(String pod) {
        return "{\"IP\":\"10.0.0.1\",\"ID\":70000,\"K8sNamespace\":\"%s\",\"K8sPodName\":\"%s\"}"
                .formatted(BusyMember.NAMESPACE, pod);
    }

    private void thenItSays(String violation) {
        assertThat(oracle.violations())
                .singleElement()
                .asString()
                .startsWith("west: ")
                .contains(violation);
    }

    private void thenAllIsWell() {
        assertThat(oracle.violations()).isEmpty();
        assertThat(oracle.differences()).isEmpty();
    }

    @Test
    void whatIsShownAsItIsIsWell() {
        thenAllIsWell();
    }

    @Test
    void aServiceMayVanishOnceItIsWithdrawn() {
        var _ = east.service("s0", true, false);
        assertThat(oracle.differences()).hasSize(1);

        oracle.delete(SERVICE);

        thenAllIsWell();
    }

    @Test
    void aServiceMustNotVanishBefore() {
        oracle.delete(SERVICE);

        thenItSays("never withdrew generation 1");
    }

    @Test
    void whatAListLacksHasVanished() {
        all.remove(SERVICE);

        oracle.list(all);

        thenItSays("never withdrew generation 1");
    }

    @Test
    void aDeleteThatIsTakenBackIsNoLessADelete() {
        oracle.delete(SERVICE);
        oracle.put(SERVICE, service(1, "10.1.0.1"));

        assertThat(oracle.differences()).isEmpty();
        thenItSays("vanished");
    }

    @Test
    void aServiceGoesForwardOnly() {
        var _ = east.service("s0", true, true);
        oracle.put(SERVICE, service(2, "10.1.0.1"));
        thenAllIsWell();

        oracle.put(SERVICE, service(1, "10.1.0.1"));

        thenItSays("generation 1 of " + SERVICE + " after 2");
    }

    @Test
    void backendsAreThoseThatTheSourceHasOrHad() {
        oracle.put(SERVICE, service(1, "10.1.0.1", "10.1.0.2"));

        thenItSays("never had those");
    }

    @Test
    void backendsThatHaveMovedMustFollow() {
        east.backends("s0", Set.of("10.1.0.2"));
        assertThat(oracle.differences()).hasSize(1);

        oracle.put(SERVICE, service(1, "10.1.0.2"));

        thenAllIsWell();
    }

    @Test
    void aServiceKeepsSomeBackend() {
        oracle.put(SERVICE, service(1));

        thenItSays("no backends any more");
    }

    @Test
    void anAddressMayVanishWithItsWorkload() {
        east.workload("w0-1", new Workload(0, false));
        oracle.delete(ADDRESS);
        oracle.checkIdentities();
        oracle.delete(IDENTITY);
        oracle.checkIdentities();

        thenAllIsWell();
    }

    @Test
    void anAddressMustNotVanishBefore() {
        oracle.delete(ADDRESS);

        thenItSays("never withdrew w0-1");
    }

    @Test
    void anAddressIsNotAnothersBefore() {
        east.workload("w1-2", new Workload(1, true));
        oracle.put(ADDRESS, address("w1-2-hash-b"));

        thenItSays("never withdrew w0-1");
    }

    @Test
    void anAddressNeedsItsIdentity() {
        oracle.delete(IDENTITY);
        oracle.checkIdentities();

        thenItSays("shown without " + IDENTITY);
    }
}
