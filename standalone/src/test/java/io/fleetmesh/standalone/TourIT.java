package io.fleetmesh.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fleetmesh.standalone.Terminal.Said;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The README's tour, as it stands there: its commands are typed into a shell one after the other, with the real kubectl, etcdctl and
 * {@code ./fleetmesh}; only the ports are others. A command that no test here expects fails. Each step begins where the one before
 * ended.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TourIT {
    private static final int README_PORT = 19_000;
    private static final int BASE_PORT = 21_500;
    private static final Pattern ADDRESS = Pattern.compile("127\\.0\\.0\\.1:(\\d+)");
    private static final Pattern PLAN = Pattern.compile("(?m)^Plan (\\S+) of profile default");
    private static final String SERVICES = "cilium/cache/services/v1/";
    private static final int OK = 0;
    /** A check fails, as docs/fleetctl.md has it. */
    private static final int REFUSED = 3;

    private static final ObjectMapper JSON = new ObjectMapper();

    private Tour tour;
    private Terminal fleet;
    private Terminal user;
    private int ended;

    @BeforeAll
    void start() throws IOException {
        Path checkout = Checkout.make(Path.of("target/it/tour"));
        tour = Tour.read(checkout.resolve("README.md"));
        fleet = new Terminal(
                checkout,
                checkout.resolve("up.log"),
                Map.of(
                        "JAVA_HOME", System.getProperty("java.home"),
                        "JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1",
                        "FLEETMESH_HEAP", "128m"));
        user = new Terminal(
                checkout, checkout.resolve("tour.log"), Map.of("JAVA_HOME", System.getProperty("java.home")));
        Step before = new Step(0);
        fleet.type(before.take("./fleetmesh up --processes") + " --base-port=" + BASE_PORT + "; exit");
        before.ends();
        await("up shows what to try")
                .atMost(Fleet.PATIENCE)
                .until(() -> fleet.shown().contains("Stop with Ctrl-C") || !fleet.isAlive());
        assertThat(fleet.shown()).contains("Stop with Ctrl-C");
    }

    @AfterAll
    void stop() throws IOException {
        user.close();
        fleet.close();
    }

    /** The commands of a step, each of which is taken once. */
    private final class Step {
        private final int number;
        private final Deque<String> left;

        /** Where the one before has failed, this one cannot be right. */
        Step(int number) {
            assertThat(ended).as("steps that have ended as they should").isEqualTo(number);
            this.number = number;
            left = new ArrayDeque<>(tour.steps().getOrDefault(number, List.of()));
        }

        /** The next, which must begin so, as it is to be typed. */
        String take(String beginning) {
            assertThat(left).as("commands of step %d", number).isNotEmpty();
            assertThat(left.peek()).startsWith(beginning);
            return moved(left.remove());
        }

        /** Types the next, which must end with {@code exitCode}, and whose words must be right. */
        Said once(String beginning, int exitCode, String... words) {
            Said said = user.run(take(beginning));
            assertThat(said.exitCode()).as(said.text()).isEqualTo(exitCode);
            for (String word : words) {
                assertThat(said.text()).contains(word);
            }
            return said;
        }

        /** Types the next again and again until what it says is right, as whoever waits for it would. */
        void until(String beginning, Predicate<Said> right) {
            String command = take(beginning);
            await(command).atMost(Fleet.PATIENCE).until(() -> user.run(command), right);
        }

        /** The next two: a plan is shown, and it is applied. Plans again where something has been learnt between the two; gives the plan. */
        Said planAndApply(int exitCode, String words) {
            String plan = take("./fleetmesh ctl plan profile default");
            String apply = take("./fleetmesh ctl plan apply PLAN");
            AtomicReference<Said> shown = new AtomicReference<>();
            await(apply).atMost(Fleet.PATIENCE).until(() -> {
                Said planned = user.run(plan);
                assertThat(planned.exitCode()).as(planned.text()).isEqualTo(exitCode);
                Matcher id = PLAN.matcher(planned.text());
                assertThat(id.find()).as(planned.text()).isTrue();
                Said applied = user.run(apply.replace("PLAN", id.group(1)));
                if (applied.text().contains("OUT_OF_DATE")) {
                    return false;
                }
                assertThat(applied.exitCode()).as(applied.text()).isEqualTo(exitCode);
                assertThat(applied.text()).contains(words);
                shown.set(planned);
                return true;
            });
            return shown.get();
        }

        void ends() {
            assertThat(left)
                    .as("commands of step %d that nobody expects", number)
                    .isEmpty();
            ended++;
        }
    }

    /** With this fleet's ports. */
    private static String moved(String command) {
        return ADDRESS.matcher(command)
                .replaceAll(port -> "127.0.0.1:" + (Integer.parseInt(port.group(1)) - README_PORT + BASE_PORT));
    }

    /** The keys that etcdctl shows. */
    private static List<String> keys(Said said) {
        return said.text().lines().filter(line -> line.startsWith("cilium/")).toList();
    }

    private static Predicate<Said> showsServices(String... names) {
        List<String> wanted = List.of(names).stream().map(SERVICES::concat).toList();
        return said -> keys(said).equals(wanted);
    }

    private static long backends(String value) {
        try {
            return JSON.readTree(value).path("backends").size();
        } catch (JsonProcessingException e) {
            return 0;
        }
    }

    private static Predicate<String> serviceWithBackends(int count) {
        return line -> line.startsWith("{") && backends(line) == count;
    }

    /** A member is looked at until it says what is next. */
    private static boolean checked(Said said) {
        return said.exitCode() == OK
                && said.text().contains("status.state: \"checked\"")
                && said.text().contains("status.next: \"plan profile default\"");
    }

    @Test
    @Order(0)
    void noOtherStepHasCommands() {
        assertThat(tour.steps()).containsOnlyKeys(0, 1, 2, 3, 4, 5, 6, 7, 8);
    }

    @Test
    @Order(1)
    void whatWestKnowsOfEastIsListed() {
        Step step = new Step(1);
        step.once("C=", OK);
        step.once("alias store=", OK);
        Said listed = step.once("store get", OK);
        assertThat(showsServices("east/shop/cart", "east/shop/catalog")).accepts(listed);
        step.ends();
    }

    @Test
    @Order(2)
    void aServiceThatIsMadeGlobalIsThereWithItsBackends() {
        Step step = new Step(2);
        step.once("kubectl", OK, "service/shop annotated");
        step.until("store get", said -> said.text().lines().anyMatch(serviceWithBackends(3)));
        step.ends();
    }

    @Test
    @Order(3)
    void eachChangeIsShownToWhoWatches() {
        Step step = new Step(3);
        step.once("store watch", OK);
        await("the store has the watch")
                .atMost(Fleet.PATIENCE)
                .until(() -> user.run(moved("curl -s http://127.0.0.1:19085/q/metrics"))
                        .text()
                        .lines()
                        .anyMatch(line -> line.matches("fleetmesh_store_watches(\\{.*})? 1\\.0")));
        change(step, "scale", serviceWithBackends(5));
        change(step, "annotate service shop service.cilium.io/shared=false", "DELETE"::equals);
        change(step, "annotate service shop service.cilium.io/shared-", serviceWithBackends(5));
        change(step, "annotate service shop service.cilium.io/global-", "DELETE"::equals);
        step.once("kill %1", OK);
        step.ends();
    }

    /** A change in east, and the line of the watch that must follow. */
    private void change(Step step, String words, Predicate<String> shown) {
        int before = user.shown().length();
        step.once("kubectl --kubeconfig .fleetmesh/east.kubeconfig " + words, OK);
        await(words)
                .atMost(Fleet.PATIENCE)
                .until(() -> user.shown().substring(before).lines().anyMatch(shown));
    }

    @Test
    @Order(4)
    void theStoreSaysHowItIs() {
        Step step = new Step(4);
        step.once("curl", OK, "\"status\": \"UP\"", "\"mesh-store.view.west\": \"complete\"");
        step.once("curl", OK, "fleetmesh_store_connections");
        step.ends();
    }

    @Test
    @Order(5)
    void whatVanishedWhileNobodyLookedIsDeletedAndNothingElse() {
        Step step = new Step(5);
        step.once("./fleetmesh service stop member-watcher", OK, "member-watcher has ended");
        step.once("kubectl", OK, "service \"catalog\" deleted");
        step.once("./fleetmesh service start member-watcher", OK, "member-watcher is starting");
        step.until("store get", showsServices("east/shop/cart"));
        step.ends();
    }

    @Test
    @Order(6)
    void aFurtherRegionIsDeclaredPlannedAndJoins() {
        Step step = new Step(6);
        step.once("./fleetmesh ctl apply", OK, "Member/south created");
        step.until("./fleetmesh ctl describe member south", TourIT::checked);
        assertThat(keys(user.run("store get --prefix " + SERVICES + "south/ --keys-only")))
                .isEmpty();
        Said plan = step.planAndApply(OK, "applied");
        assertThat(plan.text()).contains("1 member joins", "+ south joins", "./fleetmesh ctl plan apply");
        step.until("store get", showsServices("south/payments/ledger", "south/shop/catalog"));
        step.ends();
    }

    @Test
    @Order(7)
    void aBadChangeIsRefusedNamingTheNodes() {
        Step step = new Step(7);
        step.once("./fleetmesh ctl apply", OK, "Member/twin created");
        step.until("./fleetmesh ctl describe member twin", TourIT::checked);
        Said plan = step.planAndApply(REFUSED, "pod-cidr-overlap");
        assertThat(plan.text()).contains("node east-a of east", "node twin-a of twin", "It cannot be applied as it is");
        step.once("./fleetmesh ctl delete", OK, "Member/twin deleted");
        step.ends();
    }

    @Test
    @Order(8)
    void aSegmentHidesANamespace() {
        Step step = new Step(8);
        step.once("./fleetmesh ctl apply", OK, "NetworkProfile/default changed");
        Said plan = step.planAndApply(OK, "applied");
        assertThat(plan.text())
                .containsPattern("(?m)^  west$")
                .containsPattern("~ south: all namespaces (→|->) all namespaces but payments \\(-1 service, ");
        step.until("store get", showsServices("south/shop/catalog"));
        step.ends();
    }

    /** What up says to try is typed as it is shown. */
    @Test
    @Order(9)
    void whatUpSaysToTryCanBeTyped() {
        List<String> commands = fleet.shown()
                .lines()
                .dropWhile(line -> !line.startsWith("Try next"))
                .skip(1)
                .takeWhile(line -> line.startsWith("  "))
                .map(String::strip)
                .toList();
        assertThat(commands).hasSizeGreaterThanOrEqualTo(4);
        assertThat(fleet.shown()).contains("Declared by nobody, there to be tried: south, twin.");
        for (String command : commands) {
            Said said = user.run(command);
            assertThat(said.exitCode()).as(command + said.text()).isEqualTo(OK);
        }
    }
}
