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
import io.fleetmesh.ctl.ClusterChecks.Told.Looked;
import io.fleetmesh.ctl.ClusterChecks.Told.Missed;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What the server says of a cluster beside the members of a profile. If it cannot be asked, that and why is what is told. */
final class BesideFleet implements ClusterChecks.Fleet {
    private static final String WHO_ASKS = "(--cert and --key, or --token-file, of a planner of the profile)";

    private final Supplier<Api> api;
    private final Optional<String> profile;

    /**
     * Asks nobody yet.
     *
     * @param profile that was asked for by name: then it is a failure if there is none. Otherwise the only one there is
     */
    BesideFleet(Supplier<Api> api, Optional<String> profile) {
        this.api = api;
        this.profile = profile;
    }

    @Override
    public ClusterChecks.Told judge(String name, List<MemberFact> facts) {
        try {
            Api asked = api.get();
            if (profile.isPresent()) {
                return ask(asked, profile.get(), name, facts);
            }
            List<String> profiles = asked.list(Resource.PROFILES, "").items().stream()
                    .map(object -> object.at("/metadata/name").asText())
                    .toList();
            return switch (profiles.size()) {
                case 0 ->
                    new Missed(
                            "no profile is declared that you may see",
                            "declare the one that it shall join, or say who asks " + WHO_ASKS);
                case 1 -> ask(asked, profiles.getFirst(), name, facts);
                default ->
                    new Missed(
                            "there are several profiles: " + String.join(", ", profiles),
                            "say with --profile which it shall join");
            };
        } catch (Failure e) {
            if (profile.isPresent() && e instanceof Failure.NotFound) {
                throw e;
            }
            return new Missed(
                    String.valueOf(e.getMessage()).replaceAll("\\s*\n\\s*", "; "),
                    "name a server that answers (--server), and who asks " + WHO_ASKS);
        }
    }

    private static Looked ask(Api api, String profile, String name, List<MemberFact> facts) {
        ObjectNode document = JsonNodeFactory.instance.objectNode().put("name", name);
        ArrayNode sent = document.putArray("facts");
        needed(facts).forEach(fact -> {
            ObjectNode entry = sent.addObject().put("type", EventTypes.of(fact.getClass()));
            entry.set("data", Codec.tree(fact));
        });
        JsonNode answer = api.check(profile, document);
        return new Looked(Codec.checks(answer.path("checks")), beside(profile, answer));
    }

    private static String beside(String profile, JsonNode answer) {
        String known = answer.path("knownAs").asText();
        if (!known.isEmpty()) {
            return "It is Member/" + known + " already, and was looked at beside the other members of profile "
                    + profile + ".";
        }
        String looked = "Looked at beside the members of profile " + profile + ".";
        return answer.path("knownElsewhere").asBoolean()
                ? looked
                        + " The fleet has this cluster already, as a member that you may not see: ask an admin of the whole"
                        + " fleet (a role without profiles) whose it is before you declare it."
                : looked;
    }

    /** Nodes by their ranges alone: 5,000 are about half of what the server takes. */
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
