package io.fleetmesh.aggregator.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fleetmesh.contract.CiliumFact.CiliumEndpointFact;
import io.fleetmesh.contract.CiliumFact.PodEndpoint;
import io.fleetmesh.contract.MemberFact.NamespaceFact;
import io.fleetmesh.contract.MemberFact.ServiceFact;
import io.fleetmesh.contract.MemberFact.UnreadableFact;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProblemListTest {
    private final ProblemList list = new ProblemList();

    private static Problem problem(String object) {
        return new Problem(object, "f", "v", "e");
    }

    private static List<Problem> all(ProblemList list) {
        return list.page("", 1_000).problems();
    }

    @Test
    void whatIsFoundAgainIsNotNewAndWhatIsPutRightIsGone() {
        list.replace("a", List.of(problem("a"), problem("b")));
        assertEquals(List.of(problem("a"), problem("b")), list.takeNew());

        list.replace("a", List.of(problem("b"), problem("c")));
        assertEquals(List.of(problem("c")), list.takeNew());
        assertEquals(List.of(problem("b"), problem("c")), all(list));

        list.replace("a", List.of());
        assertEquals(List.of(), list.takeNew());
        assertEquals(new ProblemList.Page(0, List.of(), ""), list.page("", 10));
    }

    @Test
    void pagesEndBetweenPlacesAndNothingIsLeftOut() {
        IntStream.range(0, 7)
                .forEach(i -> list.replace("place" + i, List.of(problem("a" + i), problem("b" + i), problem("c" + i))));
        List<Problem> read = new ArrayList<>();
        String next = "";
        int pages = 0;
        do {
            ProblemList.Page page = list.page(next, 4);
            assertEquals(21, page.total());
            read.addAll(page.problems());
            next = page.next();
            pages++;
        } while (!next.isEmpty());

        assertEquals(4, pages);
        assertEquals(all(list), read);
    }

    @Test
    void valuesAreCut() {
        Problem cut = new Problem("o", "f", "x".repeat(1_000), "e");

        assertEquals(Problem.LONGEST + 1, cut.value().length());
        assertEquals(cut, new Problem("o", "f", cut.value().substring(0, Problem.LONGEST) + "xyz", "e"));
    }

    private static CiliumEndpointFact endpoint(String... ips) {
        return new CiliumEndpointFact(
                "shop", new PodEndpoint("a", List.of(ips), Optional.empty(), Optional.empty(), 0, Optional.empty()));
    }

    @Test
    void aFactsOwnProblemsLastUntilItIsPutRightOrGone() {
        ExportStep step = new ExportStep(Facts.EAST, ExportSettings.DEFAULTS);
        Facts.apply(step, endpoint("nowhere"));
        assertEquals(1, step.problems().takeNew().size());
        // The same fact again, as after a take-over of its watcher.
        Facts.apply(step, endpoint("nowhere"));
        assertEquals(List.of(), step.problems().takeNew());
        assertEquals(1, all(step.problems()).size());

        Facts.apply(step, endpoint("10.3.1.10"));
        assertEquals(List.of(), all(step.problems()));
        Facts.apply(step, endpoint("nowhere"));
        step.apply("ciliumendpoint/shop/a", Optional.empty());
        assertEquals(List.of(), all(step.problems()));
    }

    @Test
    void anObjectThatItsWatcherCannotReadIsListedUntilItCan() {
        ExportStep step = new ExportStep(Facts.EAST, ExportSettings.DEFAULTS);
        Facts.apply(step, new UnreadableFact("ciliumnode/n1", "spec", "[]", "an object"));
        assertEquals(
                List.of(new Problem("ciliumnode/n1", "spec", "[]", "an object; its last state counts")),
                all(step.problems()));

        step.apply("unreadable/ciliumnode/n1", Optional.empty());

        assertEquals(List.of(), all(step.problems()));
    }

    @Test
    void aServiceThatAsksToBeExportedAndCannotBeIsReportedAndOneThatDoesNotAskIsNot() {
        ExportStep step = new ExportStep(Facts.EAST, ExportSettings.DEFAULTS);
        Facts.apply(step, new NamespaceFact("shop", Optional.empty()));
        Facts.apply(step, service("asks", "ExternalName", Facts.GLOBAL, Map.of()));
        Facts.apply(step, service("silent", "ExternalName", Map.of(), Map.of()));
        Facts.apply(
                step,
                service("proxied", "ClusterIP", Facts.GLOBAL, Map.of("service.kubernetes.io/service-proxy-name", "x")));
        step.plan(new Held(), true);

        assertEquals(
                List.of(
                        "service/shop/asks spec.type=ExternalName",
                        "service/shop/proxied metadata.labels[service.kubernetes.io/service-proxy-name]=x"),
                all(step.problems()).stream()
                        .map(problem -> problem.object() + " " + problem.field() + "=" + problem.value())
                        .toList());
        step.planFor(step.apply("service/shop/asks", Optional.empty()), new Held(), true);
        assertEquals(1, all(step.problems()).size());
    }

    private static ServiceFact service(
            String name, String type, Map<String, String> annotations, Map<String, String> labels) {
        return new ServiceFact("shop", name, type, labels, annotations, Map.of(), List.of(), List.of());
    }
}
