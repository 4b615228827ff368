package io.fleetmesh.controller.domain.plan.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.StoreStatus;
import io.fleetmesh.contract.plan.Check;
import io.fleetmesh.contract.plan.Level;
import io.fleetmesh.controller.domain.fleet.StoreSight;
import io.fleetmesh.controller.domain.plan.Precheck;
import io.fleetmesh.controller.domain.plan.SampleFleet;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrechecksTest {
    private static final String EAST = "{clusterId: 1, nodes: {e1: [10.1.0.0/24]}}";
    private static final String WEST = "{clusterId: 2, nodes: {w1: [10.2.0.0/24]}}";

    private static SampleFleet east() {
        return new SampleFleet().staying("east", EAST);
    }

    @Test
    void membersThatAreAsTheyShouldBePassAll() {
        SampleFleet fleet = east().joining("west", WEST);

        for (Precheck precheck : Prechecks.ALL) {
            assertEquals(List.of(), fleet.findings(precheck.name()), precheck.name());
        }
    }

    @Test
    void namesAreUnique() {
        assertEquals(
                Prechecks.ALL.size(),
                Prechecks.ALL.stream()
                        .map(Precheck::name)
                        .collect(Collectors.toSet())
                        .size());
    }

    /** One bad member each: what it is, which check says so, how grave it is. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "reachability: {state: UNREACHABLE, reason: refused}     | api-reachable          | FAIL",
                "reachability: {state: SUSPECT, reason: 403}             | api-reachable          | FAIL",
                "reachability: {state: WRONG_CLUSTER, reason: uid}       | api-reachable          | FAIL",
                "unknown: [reachability]                                 | api-reachable          | WARN",
                "unknown: [complete/service]                             | facts-complete         | WARN",
                "unknown: [complete/ciliumendpointslice]                 | facts-complete         | PASS",
                "unknown: [cluster]                                      | permissions            | WARN",
                "cluster: {deniedRights: [{verb: list, group: '', resource: services}]}  | permissions | FAIL",
                "cluster: {deniedRights: [{verb: list, group: '', resource: nodes}]}     | permissions | WARN",
                "cluster: {unknownRights: [{verb: list, group: '', resource: nodes}]}    | permissions | WARN",
                "config: {clusterName: other}                            | cluster-name           | FAIL",
                "config: {clusterName: null}                             | cluster-name           | FAIL",
                "unknown: [ciliumconfig/kube-system/cilium-config]       | cluster-name           | WARN",
                "unknown: [ciliumconfig/kube-system/cilium-config]       | cluster-id             | WARN",
                "unknown: [ciliumconfig/kube-system/cilium-config]       | routing-mode           | WARN",
                "unknown: [ciliumconfig/kube-system/cilium-config]       | encryption             | WARN",
                "unknown: [ciliumconfig/kube-system/cilium-config]       | max-connected-clusters | WARN",
                "config: {maxConnectedClusters: 511}                     | max-connected-clusters | FAIL",
                "config: {maxConnectedClusters: null}                    | max-connected-clusters | PASS",
                "config: {routingMode: native}                           | routing-mode           | FAIL",
                "config: {routingMode: null}                             | routing-mode           | PASS",
                "config: {tunnelProtocol: geneve}                        | tunnel-protocol        | FAIL",
                "config: {encryption: wireguard}                         | encryption             | FAIL",
                "nodes: {}                                               | pod-cidr-overlap       | WARN",
                "nodes: {n: [x]}                                         | pod-cidr-overlap       | WARN",
                "nodes: {n: [10.1.0.64/26]}                              | pod-cidr-overlap       | FAIL",
                "nodes: {}, cluster: {nodePodCidrs: [{node: n, podCidrs: [10.1.0.0/16]}]} | pod-cidr-overlap | FAIL",
                "cluster: {serviceCidrs: [10.101.0.0/20]}                | service-cidr-overlap   | WARN",
                "cluster: {serviceCidrs: null}                           | service-cidr-overlap   | WARN",
                "cilium: 1.20.0                                          | cilium-version         | PASS",
                "cilium: 1.18.0                                          | cilium-version         | PASS",
                "cilium: 1.17.9                                          | cilium-version         | FAIL",
                "cilium: 1.21.0                                          | cilium-version         | FAIL",
                "cilium: latest                                          | cilium-version         | WARN",
                "cluster: {kubernetesVersion: v1.29.1}                   | kubernetes-version     | WARN",
                "cluster: {kubernetesVersion: null}                      | kubernetes-version     | WARN",
                "config: {network: {policyDefaultLocalCluster: false}}   | policy-default-local-cluster | WARN",
                "config: {network: null}                                 | policy-default-local-cluster | WARN",
                "config: {network: {cacheTtl: 1m30s}}                    | clustermesh-cache-ttl  | WARN",
                "config: {network: {cacheTtl: 0s}}                       | clustermesh-cache-ttl  | PASS",
                "config: {network: {cacheTtl: 0h0m0s}}                   | clustermesh-cache-ttl  | PASS",
                "config: {network: null}                                 | clustermesh-cache-ttl  | WARN",
                "owners: {meshApiServer: {presence: PRESENT}}            | foreign-owner          | FAIL",
                "owners: {meshSecret: {presence: PRESENT, managers: [helm]}}      | foreign-owner | FAIL",
                "owners: {meshSecret: {presence: PRESENT, managers: [kubectl]}}   | foreign-owner | WARN",
                "owners: {meshSecret: {presence: PRESENT, managers: [fleetmesh]}} | foreign-owner | PASS",
                "owners: {meshSecret: {presence: UNKNOWN}}               | foreign-owner          | WARN",
                "unknown: [owners]                                       | foreign-owner          | WARN",
                "unknown: [owners]                                       | cilium-owner           | WARN",
                "owners: {agents: {presence: ABSENT}}                    | cilium-owner           | FAIL",
                "owners: {agents: {presence: UNKNOWN}}                   | cilium-owner           | WARN",
                "owners: {agents: {labels: {kubernetes.azure.com/managedby: aks}}} | cilium-owner | FAIL",
                "cluster: {serverCertificateExpires: 2025-12-31T23:59:59Z} | certificates         | FAIL",
                "cluster: {serverCertificateExpires: 2026-01-14T00:00:00Z} | certificates         | WARN",
                "cluster: {clientCertificateExpires: 2026-01-14T00:00:00Z} | certificates         | WARN",
                "cluster: {serverCertificateExpires: null}               | certificates           | WARN",
                "cluster: {clockSkewSeconds: 2}                          | clock-skew             | PASS",
                "cluster: {clockSkewSeconds: -3}                         | clock-skew             | WARN",
                "cluster: {clockSkewSeconds: -30}                        | clock-skew             | WARN",
                "cluster: {clockSkewSeconds: 31}                         | clock-skew             | FAIL",
                "cluster: {clockSkewSeconds: null}                       | clock-skew             | WARN"
            })
    void eachCheckFindsWhatItIsFor(String facts, String check, Level level) {
        SampleFleet fleet = east().joining("west", merged(facts));

        assertEquals(level, fleet.check(check).level(), () -> fleet.check(check).toString());
    }

    /** It is a member's text, and as long as its owner likes. */
    @Test
    void aLongCacheTtlIsJudgedAsAShortOne() {
        String zero = "0s".repeat(20_000);

        assertEquals(Level.PASS, cacheTtl(zero).level());
        assertEquals(Level.WARN, cacheTtl(zero + "1s").level());
    }

    private Check cacheTtl(String text) {
        return east().joining("west", merged("config: {network: {cacheTtl: " + text + "}}"))
                .check("clustermesh-cache-ttl");
    }

    /** What a check rests on is told also where there is nothing to find: who has what, how many, and which is the worst. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "cilium: 1.19.7 | admission | 2 members would take part, 0 only observe, 0 be left out",
                "reachability: {since: 2025-12-02T00:00:00Z} | api-reachable | 2 of 2 members answer, the latest of them since 2025-12-02T00:00:00Z (west)",
                "reachability: {state: UNREACHABLE} | api-reachable | 1 of 2 members answer, the latest of them since 2025-12-01T00:00:00Z (east)",
                "namespaces: {shop: {}} | facts-complete | all families of 2 of 2 members are listed and readable; 2 nodes and 1 namespace are known",
                "unknown: [complete/service] | facts-complete | all families of 1 of 2 members are listed and readable; 2 nodes and 0 namespaces are known",
                "cluster: {wantedRights: 20} | permissions | watchers of 2 of 2 members asked for 42 rights: 0 denied, 0 not answered",
                "cluster: {wantedRights: null, deniedRights: [{verb: list, group: '', resource: nodes}]} | permissions | watchers of 2 of 2 members asked for their rights: 1 denied, 0 not answered",
                "unknown: [cluster] | permissions | watchers of 1 of 2 members asked for 22 rights: 0 denied, 0 not answered",
                "cilium: 1.19.7 | cluster-name | 2 names: east, west",
                "cilium: 1.19.7 | cluster-id | 2 IDs: 1 of east, 2 of west",
                "nodes: {w1: [10.2.0.0/24, 'fd00:2::/64']} | pod-cidr-overlap | 3 ranges (2 of IPv4, 1 of IPv6) of 2 nodes of 2 members",
                "cilium: 1.19.7 | service-cidr-overlap | 2 ranges of 2 members: 10.101.0.0/16 of east, 10.102.0.0/16 of west",
                "config: {network: {cacheTtl: 10m}} | clustermesh-cache-ttl | clustermesh-cache-ttl is set in 1 of 2 members whose configuration is known",
                "config: {network: null} | clustermesh-cache-ttl | clustermesh-cache-ttl is set in 0 of 1 member whose configuration is known",
                "owners: {meshSecret: {presence: PRESENT, managers: [fleetmesh]}} | foreign-owner | clustermesh-apiserver: none in 2 members (east, west); Secret kube-system/cilium-clustermesh: Fleetmesh in 1 member (west), none in 1 member (east)",
                "cilium: 1.19.7 | certificates | 2 certificates, the first to end is the certificate of the API server of east at 2027-01-01T00:00:00Z",
                "cluster: {clientCertificateExpires: 2026-06-01T00:00:00Z} | certificates | 3 certificates, the first to end is the watcher's certificate of west at 2026-06-01T00:00:00Z",
                "cluster: {clockSkewSeconds: -2} | clock-skew | 2 of 2 clocks known, at most 2 s off the watcher's (west, behind)",
                "cluster: {clockSkewSeconds: 2} | clock-skew | 2 of 2 clocks known, at most 2 s off the watcher's (west, ahead)",
                "cluster: {clockSkewSeconds: null} | clock-skew | 1 of 2 clocks known, at most 0 s off the watcher's",
                "namespaces: {shop: {identities: 3}} | identity-range | the fullest range is that of west: 3 of 65280 identities",
                "cilium: 1.19.7 | lost-sight | none of 2 members sees fewer services than now",
                "cilium: 1.19.7 | one-way-sight | 2 of 2 pairs of consumer and source in 2 views see each other"
            })
    void eachCheckSaysWhatItRestsOn(String facts, String check, String fact) {
        assertEquals(fact, east().joining("west", merged(facts)).check(check).fact());
    }

    /** By their marks; who has something installed by Helm is told, not Helm. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "labels: {app.kubernetes.io/managed-by: Helm}                                      | Helm",
                "labels: {helm.toolkit.fluxcd.io/name: cilium}                                     | Flux",
                "labels: {app.kubernetes.io/managed-by: Helm}, managers: [helm-controller]         | Flux",
                "labels: {app.kubernetes.io/managed-by: Helm}, annotations: {argocd.argoproj.io/tracking-id: x} | Argo CD",
                "labels: {addonmanager.kubernetes.io/mode: Reconcile}                              | add-on manager",
                "labels: {kubernetes.azure.com/managedby: aks}                                     | Azure",
                "labels: {app.kubernetes.io/managed-by: x}   , managers: [cilium-cli, kubectl]     | cilium-cli and kubectl",
                "labels: {app.kubernetes.io/managed-by: x}   , managers: []                        | nobody by its marks",
                "presence: ABSENT                                                                  | none",
                "presence: UNKNOWN                                                                 | not known"
            })
    void whoKeepsCiliumIsTold(String agents, String keeper) {
        SampleFleet fleet = new SampleFleet()
                .joining("west", "{clusterId: 2, owners: {agents: {managers: [], " + agents + "}}}")
                .joining("south", "{clusterId: 3, owners: {agents: {managers: [], " + agents + "}}}");

        assertEquals(
                keeper + " in 2 members (south, west)",
                fleet.check("cilium-owner").fact());
    }

    /** Up to 90 % nothing is said, up to all there is a warning. */
    @ParameterizedTest
    @CsvSource({
        "255, 229, PASS", "255, 230, WARN", "255, 255, WARN", "255, 256, FAIL",
        "511, 459, PASS", "511, 460, WARN", "511, 511, WARN", "511, 512, FAIL"
    })
    void theLastTenthOfClusterIdsIsWarnedOf(int limit, int members, Level level) {
        SampleFleet fleet = new SampleFleet()
                .profile("{memberSelector: {}, globalNamespaceDefault: true, drainSeconds: 60, cilium:"
                        + " {maxConnectedClusters: " + limit + "}}")
                .filled(members);

        assertEquals(level, fleet.check("member-limit").level());
    }

    /** Of 65,280, or of 32,512 where there may be 511 clusters: up to 80 % nothing is said, up to 95 % there is a warning. */
    @ParameterizedTest
    @CsvSource({
        "255, 52223, PASS",
        "255, 52224, PASS",
        "255, 52225, WARN",
        "255, 62015, WARN",
        "255, 62016, WARN",
        "255, 62017, FAIL",
        "511, 26009, PASS",
        "511, 26010, WARN",
        "511, 30886, WARN",
        "511, 30887, FAIL"
    })
    void anIdentityRangeIsWarnedOfAndRefusedBeforeItIsFull(int most, int identities, Level level) {
        SampleFleet fleet = new SampleFleet()
                .joining(
                        "west",
                        "{clusterId: 2, config: {maxConnectedClusters: " + most + "}, namespaces: {shop: {identities: "
                                + identities + "}}}");

        assertEquals(level, fleet.check("identity-range").level());
    }

    /** Of 512,000 addresses: up to 70 % nothing is said, up to all there is a warning. */
    @ParameterizedTest
    @CsvSource({"358399, PASS", "358400, PASS", "358401, WARN", "511999, WARN", "512000, WARN", "512001, FAIL"})
    void whatAgentsHoldIsWarnedOfBeforeTheirMapIsFull(int addresses, Level level) {
        // Its own node has an address and a range.
        SampleFleet fleet = new SampleFleet()
                .joining(
                        "west",
                        "{clusterId: 2, nodes: {w1: [10.2.0.0/24]}, namespaces: {shop: {addresses: " + (addresses - 2)
                                + "}}}");

        assertEquals(
                level,
                fleet.check("agent-capacity").level(),
                () -> fleet.check("agent-capacity").fact());
    }

    private static String merged(String facts) {
        String nodes = facts.contains("nodes: {") ? "" : ", nodes: {w1: [10.2.0.0/24]}";
        return "{clusterId: 2" + nodes + ", " + facts + "}";
    }

    @Test
    void anIdIsOfferedThatTheMeshHas() {
        String eni = "{clusterId: 130, nodes: {w1: [10.2.0.0/24]}, config: {ipam: eni}}";
        Function<String, String> remedy = settings -> east().joining("west", eni)
                .profile("{memberSelector: {}, globalNamespaceDefault: true, drainSeconds: 60" + settings + "}")
                .check("cluster-id")
                .findings()
                .getFirst()
                .remedy();

        assertEquals("set up Cilium anew in it with an ID of 1 to 127", remedy.apply(""));
        assertEquals(
                "set up Cilium anew in it with an ID of 1 to 127 or 256 to 383",
                remedy.apply(", cilium: {maxConnectedClusters: 511}"));
    }

    @Test
    void whoOnlyObservesIsToldAndNotRefused() {
        SampleFleet fleet = east().observing(
                        "west",
                        "{clusterId: 1, nodes: {w1: [10.1.0.0/24]}, config: {tunnelProtocol: geneve},"
                                + " owners: {agents: {labels: {kubernetes.azure.com/managedby: aks}}}}");

        for (String check : List.of("cluster-id", "pod-cidr-overlap", "tunnel-protocol", "cilium-owner")) {
            assertEquals(Level.WARN, fleet.check(check).level(), check);
        }
    }

    @Test
    void aMemberThatStaysMayBeAwayForAWhile() {
        String away = "{clusterId: 2, nodes: {w1: [10.2.0.0/24]}, reachability: {state: UNREACHABLE, reason: refused}}";

        assertEquals(
                Level.WARN, east().staying("west", away).check("api-reachable").level());
    }

    /** What its store is, and how grave that is where the plan changes its view and where it does not. */
    @Test
    void aStoreThatDoesNotServeIsGraveWhereTheViewChanges() {
        Instant since = Instant.parse("2025-12-31T23:00:00Z");
        for (StoreSight away : List.of(new StoreSight.Silent(since), new StoreSight.NotReady(since, "closed"))) {
            SampleFleet changing = east().joining("west", WEST).store("east", away);
            SampleFleet standing =
                    east().staying("west", WEST).store("east", away).seenAlready();

            assertEquals(Level.FAIL, changing.check("store-reachable").level(), away.toString());
            assertEquals(Level.WARN, standing.check("store-reachable").level(), away.toString());
        }
        for (StoreSight unknown : List.of(new StoreSight.Unheard(), new StoreSight.Unsure())) {
            SampleFleet fleet = east().joining("west", WEST).store("east", unknown);

            assertEquals(Level.WARN, fleet.check("store-reachable").level(), unknown.toString());
        }
    }

    @Test
    void whoIsNoMemberYetHasNoStoreYet() {
        SampleFleet fleet = east().joining("west", WEST).observing("north", "{clusterId: 3}");

        assertEquals(List.of(), fleet.findings("store-reachable"));
        assertEquals(
                "stores of 1 of 1 member serve, with 3 connections of agents",
                fleet.check("store-reachable").fact());
    }

    @Test
    void aMemberNeitherChangesNameNorIdNorTakesAnothers() {
        SampleFleet changed = east().joining("west", WEST).was(new Member("west", "default", "occident", 9));
        SampleFleet twice = east().joining("west", WEST).as(new Member("west", "default", "east", 1));

        assertEquals(
                List.of("FAIL west is a member as cluster 'occident' and would be 'west'"),
                changed.findings("cluster-name"));
        assertEquals(
                List.of("FAIL west is a member with cluster ID 9 and would have 2"), changed.findings("cluster-id"));
        assertTrue(twice.findings("cluster-name").contains("FAIL cluster name 'east' is that of east and west"));
        assertTrue(twice.findings("cluster-id").contains("FAIL cluster ID 1 is that of east and west"));
    }

    @Test
    void anIdThatTheDatapathHasNoRoomForIsRefused() {
        String high = "{clusterId: 200, nodes: {w1: [10.2.0.0/24]}, config: ";

        assertEquals(
                Level.PASS,
                east().joining("west", high + "{}}").check("cluster-id").level());
        assertEquals(
                Level.FAIL,
                east().joining("west", high + "{ipam: eni}}")
                        .check("cluster-id")
                        .level());
        assertEquals(
                Level.FAIL,
                east().joining("west", high + "{network: {chainingMode: aws-cni}}}")
                        .check("cluster-id")
                        .level());
        assertEquals(
                Level.FAIL,
                east().joining("west", "{clusterId: 300, nodes: {w1: [10.2.0.0/24]}}")
                        .check("max-connected-clusters")
                        .level());
    }

    @Test
    void twoMinorVersionsOfCiliumAreAWindowAndMoreAreNot() {
        SampleFleet window = new SampleFleet()
                .staying("east", "{clusterId: 1, cilium: 1.18.2, nodes: {e1: [10.1.0.0/24]}}")
                .joining("west", "{clusterId: 2, cilium: 1.20.0, nodes: {w1: [10.2.0.0/24]}}");

        assertEquals(
                List.of("WARN Cilium 1.18 in east, 1.20 in west: 2 minor versions apart"),
                window.findings("cilium-version"));
        window.joining("south", "{clusterId: 3, cilium: 1.17.0}");
        assertTrue(window.findings("cilium-version")
                .contains("FAIL Cilium 1.17 in south, 1.18 in east, 1.20 in west: 3 minor versions apart"));
    }

    @Test
    void whatTheProfileAsksForIsHeldAgainstEachMember() {
        SampleFleet fleet = east().joining("west", WEST).profile("""
                        memberSelector: {}
                        globalNamespaceDefault: true
                        drainSeconds: 60
                        cilium: {routingMode: native, encryption: wireguard, maxConnectedClusters: 511, tunnelProtocol: geneve,
                          policyDefaultLocalCluster: false}
                        addressRanges: {pods: [10.1.0.0/16], services: [10.101.0.0/16]}
                        """);

        for (String check : List.of(
                "routing-mode",
                "tunnel-protocol",
                "encryption",
                "max-connected-clusters",
                "policy-default-local-cluster")) {
            assertEquals(2, fleet.check(check).findings().size(), check);
            assertEquals(Level.FAIL, fleet.check(check).level(), check);
        }
        assertEquals(
                List.of(
                        "FAIL node w1 of west has 10.2.0.0/24, outside the profile's addressRanges.pods",
                        "FAIL west has 10.102.0.0/16, outside the profile's addressRanges.services"),
                fleet.findings("address-ranges"));
    }

    @Test
    void whatTheExportGuardWouldTakeAwayIsForbiddenAndWhatItHidesAnywayIsTold() {
        String exporting = """
                {clusterId: 1, namespaces: {shop: {services: {cart: 1}}, secret: {services: {db: 1}},
                  closed: {global: "false", services: {x: 1}}, quiet: {endpoints: 3}, empty: {}}}
                """;
        String guard = """
                memberSelector: {}
                globalNamespaceDefault: true
                drainSeconds: 60
                exportGuard:
                  holdFirstExport: false
                  rules: [{memberSelector: {matchLabels: {name: east}}, namespaces: {only: [shop]}}]
                """;

        assertEquals(
                List.of(
                        "WARN east exports services of secret, which nobody sees: no rule of the export guard allows it"),
                new SampleFleet().joining("east", exporting).profile(guard).findings("export-guard"));
        assertEquals(
                List.of(
                        "FAIL east exports services of secret, which others see now and would see no more: no rule of the"
                                + " export guard allows it",
                        "WARN pods of quiet in east would be hidden, and policies of others would not know them any more:"
                                + " no rule of the export guard allows it"),
                new SampleFleet()
                        .staying("east", exporting)
                        .staying("west", WEST)
                        .profile(guard)
                        .findings("export-guard"));
    }

    @Test
    void thatExportsAreHeldOrNoMoreIsTold() {
        String profile = "{memberSelector: {}, globalNamespaceDefault: true, drainSeconds: 60, exportGuard:"
                + " {rules: [], holdFirstExport: %s}}";
        SampleFleet fleet = east();

        assertEquals(
                "the profile has no rules; from now on exports of names that others export wait for approval, and what is"
                        + " exported already stays",
                fleet.profile(profile.formatted("true")).check("export-guard").fact());
        assertEquals(
                "the profile has no rules; exports of names that others export wait for approval",
                fleet.applied().check("export-guard").fact());
        assertEquals(List.of(), fleet.waiting("east", "shop/cart").findings("export-guard"));
        assertEquals(
                List.of("WARN east exports shop/cart, which wait for approval and would be seen by all that see east"),
                fleet.profile(profile.formatted("false")).findings("export-guard"));
        assertEquals(
                "the profile has no rules; exports are held no more, and what waits for approval is shown",
                fleet.check("export-guard").fact());
        assertEquals(
                "the profile has no rules",
                fleet.applied().check("export-guard").fact());
    }

    @Test
    void aCertificateIsJudgedByTheTimeOfThePlan() {
        SampleFleet fleet = east();

        assertEquals(Level.PASS, fleet.check("certificates").level());
        assertEquals(
                Level.WARN,
                fleet.check("certificates", Instant.parse("2026-12-20T00:00:00Z"))
                        .level());
        assertEquals(
                Level.FAIL,
                fleet.check("certificates", Instant.parse("2027-01-01T00:00:00Z"))
                        .level());
    }

    /** One of the two would be joined with the other, whoever looks on. */
    @Test
    void whatTwoWhoTakePartHaveInCommonIsRefusedAlsoIfAnObserverHasItToo() {
        SampleFleet fleet = east().joining("west", "{clusterId: 1}")
                .observing("north", "{clusterId: 1, nodes: {n1: [10.9.0.0/24]}}");

        assertEquals(
                List.of("FAIL cluster ID 1 is that of east and north and west"),
                fleet.findings("cluster-id").stream()
                        .filter(finding -> finding.contains(" and "))
                        .toList());
    }

    @Test
    void thereIsRoomForAsManyAsTheMemberWithTheLowestLimitHasAlsoIfItDoesNotSetOne() {
        SampleFleet fleet = new SampleFleet()
                .staying("east", "{clusterId: 1, config: {maxConnectedClusters: null}}")
                .joining("west", "{clusterId: 2, config: {maxConnectedClusters: 511}}");

        assertEquals("2 of 255", fleet.check("member-limit").fact());
    }

    @Test
    void whatAgentsAndTheirStoreBelieveEachOtherByIsLookedAtToo() {
        StoreStatus.Trust trust =
                new StoreStatus.Trust(Instant.parse("2026-01-10T00:00:00Z"), Instant.parse("2025-12-31T00:00:00Z"));

        assertEquals(
                List.of(
                        "FAIL the mesh CA for agents of east ended at 2025-12-31T00:00:00Z",
                        "WARN the certificate of the mesh store of east ends at 2026-01-10T00:00:00Z"),
                east().store("east", new StoreSight.Serves(1, 3, 1, 0, Optional.of(trust)))
                        .findings("certificates"));
    }

    @Test
    void noCheckPassesOnWhatIsNotKnown() {
        String nothing = "{clusterId: 1, unknown: [cluster, owners, reachability, ciliumagent/kube-system/cilium,"
                + " ciliumconfig/kube-system/cilium-config, complete/namespace, complete/ciliumidentity,"
                + " complete/ciliumendpoint]}";
        SampleFleet fleet = new SampleFleet().joining("east", nothing).as(new Member("east", "default", "east", 1));

        Set<String> restOnMore = Set.of(
                "admission",
                "store-reachable",
                "member-limit",
                "address-ranges",
                "export-guard",
                "lost-sight",
                "one-way-sight");
        for (Precheck precheck : Prechecks.ALL) {
            if (!restOnMore.contains(precheck.name())) {
                assertEquals(Level.WARN, fleet.check(precheck.name()).level(), precheck.name());
            }
        }
    }
}
