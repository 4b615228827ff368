package io.fleetmesh.aggregator.domain;

import io.fleetmesh.contract.MemberFact.ServiceFact;
import io.fleetmesh.contract.MeshRecord.ServiceRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An exported Service as a mesh record, with what had to be left out. */
record ServiceConversion(ServiceRecord value, List<Problem> problems) {
    private static final String HEADLESS_LABEL = "service.kubernetes.io/headless";

    ServiceConversion {
        problems = List.copyOf(problems);
    }

    static ServiceConversion of(ServiceFact fact) {
        List<Problem> problems = new ArrayList<>();
        boolean headless = isHeadless(fact);
        List<String> frontends = headless ? List.of() : frontends(fact, problems);
        ServiceRecord value = new ServiceRecord(
                fact.namespace(), fact.name(), headless, frontends, fact.ports(), fact.labels(), fact.selector());
        return new ServiceConversion(value, problems);
    }

    private static boolean isHeadless(ServiceFact fact) {
        return fact.labels().containsKey(HEADLESS_LABEL) || hasNoClusterIp(fact);
    }

    static boolean hasNoClusterIp(ServiceFact fact) {
        return fact.clusterIps().stream().anyMatch(ip -> ip.equalsIgnoreCase("None"));
    }

    private static List<String> frontends(ServiceFact fact, List<Problem> problems) {
        List<String> frontends = new ArrayList<>();
        for (String ip : fact.clusterIps()) {
            Optional<String> text = IpText.canonical(ip);
            text.ifPresentOrElse(frontends::add, () -> problems.add(problem(fact, ip)));
        }
        return frontends.stream().distinct().toList();
    }

    private static Problem problem(ServiceFact fact, String ip) {
        return new Problem(fact.key(), "spec.clusterIPs", ip, "an IPv4 or IPv6 address, or None");
    }
}
