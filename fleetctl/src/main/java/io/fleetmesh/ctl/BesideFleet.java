package io.fleetmesh.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fleetmesh.contract.CiliumFact.CiliumAgentFact;
import io.fleetmesh.contract.CiliumFact.CiliumConfigFact;
import io.fleetmesh.contract.CiliumFact.CiliumNodeFact;
import io.fleetmesh.contract.Codec;
import io.fleetmesh.contract.EventTypes;
import io.fleetmesh.contract.InventoryFact.ClusterFact;
import io.fleetmesh.contract.InventoryFact.NodeCidrs;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.contract.MemberFact.IdentityFact;
import io.fleetmesh.contract.plan.Check;
import io.fleetmesh.controller.domain.plan.check.Newcomer;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What the server says of a cluster beside the members of a profile. If it cannot be asked, that and why is what is told. */
final class BesideFleet implements ClusterChecks.Fleet {
    private final Supplier<Api> api;
    private final Optional<String> profile;

    /**
     * Asks nobody yet.
     *
     * @param profile that was asked for by name: then it is a failure if it cannot be looked at. Otherwise the only one there is
     */
    BesideFleet(Supplier<Api> api, Optional<String> profile) {
        this.api = api;
        this.profile = profile;
    }

    /** Checks, and sentences for people. */
    record Told(List<Check> checks, List<String> notes) {
        Told {
            checks = List.copyOf(checks);
            notes = List.copyOf(notes);
        }
    }

    @Override
    public Told judge(String name, List<MemberFact> facts) {
        if (profile.isPresent()) {
            return ask(api.get(), profile.get(), name, facts);
        }
        try {
            Api asked = api.get();
            List<String> profiles = asked.list(Resource.PROFILES, "").items().stream()
                    .map(object -> object.at("/metadata/name").asText())
                    .toList();
            return profiles.size() == 1
                    ? ask(asked, profiles.getFirst(), name, facts)
                    : skipped(
                            profiles.isEmpty()
                                    ? "no profile is declared"
                                    : "there are several profiles: say with --profile which it shall join");
        } catch (Failure e) {
            return skipped(e.getMessage());
        }
    }

    private static Told skipped(String why) {
        return new Told(
                List.of(),
                List.of("Not looked at beside a fleet (" + String.join(", ", Newcomer.ONLY_BESIDE)
                        + "; whether name and ID" + " are another's): " + why));
    }

    private static Told ask(Api api, String profile, String name, List<MemberFact> facts) {
        ObjectNode document = JsonNodeFactory.instance.objectNode().put("name", name);
        ArrayNode sent = document.putArray("facts");
        needed(facts).forEach(fact -> {
            ObjectNode entry = sent.addObject().put("type", EventTypes.of(fact.getClass()));
            entry.set("data", Codec.tree(fact));
        });
        JsonNode answer = api.check(profile, document);
        String known = answer.path("knownAs").asText();
        return new Told(
                Codec.checks(answer.path("checks")),
                List.of(
                        known.isEmpty()
                                ? "Looked at beside the members of profile " + profile + "."
                                : "It is Member/" + known
                                        + " already, and was looked at beside the other members of profile " + profile
                                        + "."));
    }

    /** Nodes by their ranges alone: the server takes no large documents. */
    private static List<MemberFact> needed(List<MemberFact> facts) {
        List<NodeCidrs> nodes = facts.stream()
                .filter(CiliumNodeFact.class::isInstance)
                .map(CiliumNodeFact.class::cast)
                .map(node -> new NodeCidrs(node.name(), node.podCidrs()))
                .toList();
        return facts.stream()
                .<MemberFact>mapMulti((fact, keep) -> {
                    switch (fact) {
                        case CiliumConfigFact config -> keep.accept(config);
                        case CiliumAgentFact agent -> keep.accept(agent);
                        case IdentityFact identity -> keep.accept(identity);
                        case ClusterFact cluster -> keep.accept(nodes.isEmpty() ? cluster : with(cluster, nodes));
                        default -> {}
                    }
                })
                .toList();
    }

    private static ClusterFact with(ClusterFact cluster, List<NodeCidrs> nodes) {
        return new ClusterFact(
                cluster.kubernetesVersion(),
                cluster.serviceCidrs(),
                Optional.of(nodes),
                cluster.clockSkewSeconds(),
                cluster.serverCertificateExpires(),
                cluster.clientCertificateExpires(),
                cluster.deniedRights(),
                cluster.unknownRights(),
                cluster.wantedRights());
    }
}
