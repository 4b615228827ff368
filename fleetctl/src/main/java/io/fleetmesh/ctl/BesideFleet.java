package io.fleetmesh.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fleetmesh.contract.CiliumFact.CiliumAgentFact;
import io.fleetmesh.contract.CiliumFact.CiliumConfigFact;
import io.fleetmesh.contract.Codec;
import io.fleetmesh.contract.EventTypes;
import io.fleetmesh.contract.InventoryFact.ClusterFact;
import io.fleetmesh.contract.InventoryFact.OwnersFact;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.contract.MemberFact.CompletenessFact;
import io.fleetmesh.contract.MemberFact.IdentityFact;
import io.fleetmesh.controller.domain.plan.MemberInventory;
import io.fleetmesh.controller.domain.plan.NamespaceInventory;
import io.fleetmesh.controller.domain.plan.check.Newcomer;
import io.fleetmesh.controller.domain.plan.check.Unlooked;
import io.fleetmesh.ctl.ClusterChecks.Told.Looked;
import io.fleetmesh.ctl.ClusterChecks.Told.Missed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What the server says of a cluster beside the members of a profile. If it cannot be asked, that and why is what is told. */
final class BesideFleet implements ClusterChecks.Fleet {
    private static final String WHO_ASKS = "(--cert and --key, or --token-file, of a planner of the profile)";

    private final Supplier<Api> api;
    private final Optional<String> profile;
    private final Optional<Map<String, String>> labels;

    /**
     * Asks nobody yet.
     *
     * @param profile that was asked for by name: then the exit code tells if there is none. Otherwise the only one there is
     * @param labels that the cluster's Member will have, if they are given
     */
    BesideFleet(Supplier<Api> api, Optional<String> profile, Optional<Map<String, String>> labels) {
        this.api = api;
        this.profile = profile;
        this.labels = labels;
    }

    @Override
    public ClusterChecks.Told judge(String name, List<MemberFact> facts) {
        try {
            Api asked = api.get();
            List<String> profiles = profile.map(List::of)
                    .orElseGet(() -> asked.list(Resource.PROFILES, "").items().stream()
                            .map(object -> object.at("/metadata/name").asText())
                            .toList());
            return switch (profiles.size()) {
                case 0 ->
                    missed(
                            "no profile is declared that you may see",
                            "declare the one that it shall join, or say who asks " + WHO_ASKS);
                case 1 -> ask(asked, profiles.getFirst(), name, facts);
                default ->
                    missed(
                            "there are several profiles: " + String.join(", ", profiles),
                            "say with --profile which it shall join");
            };
        } catch (Failure e) {
            return new Missed(
                    String.valueOf(e.getMessage()).replaceAll("\\s*\n\\s*", "; "),
                    remedy(e),
                    isWrongName(e) ? e.exitCode() : Failure.INCOMPLETE);
        }
    }

    private boolean isWrongName(Failure failure) {
        return profile.isPresent() && failure instanceof Failure.NotFound;
    }

    private String remedy(Failure failure) {
        if (failure instanceof Failure.Denied) {
            return "say who asks " + WHO_ASKS;
        }
        if (isWrongName(failure)) {
            return "name a profile that there is, and who asks " + WHO_ASKS;
        }
        return failure.exitCode() == Failure.UNAVAILABLE
                ? "name a server that answers (--server), and who asks " + WHO_ASKS
                : "correct what it names";
    }

    private static Missed missed(String why, String remedy) {
        return new Missed(why, remedy, Failure.INCOMPLETE);
    }

    private Looked ask(Api asked, String profileName, String name, List<MemberFact> facts) {
        ObjectNode document = document(name, facts);
        labels.ifPresent(all -> all.forEach(document.withObjectProperty("labels")::put));
        JsonNode answer = asked.check(profileName, document);
        List<Unlooked> unlooked = new ArrayList<>();
        answer.path("notLookedAt")
                .forEach(one -> unlooked.add(
                        new Unlooked(one.path("check").asText(), one.path("why").asText())));
        return new Looked(Codec.checks(answer.path("checks")), beside(profileName, answer), unlooked);
    }

    /** One of a kind by its fact, nodes and namespaces in numbers: 5,000 nodes are two thirds of what the server takes. */
    private static ObjectNode document(String name, List<MemberFact> facts) {
        ObjectNode document = JsonNodeFactory.instance.objectNode().put("name", name);
        ArrayNode sent = document.putArray("facts");
        facts.stream().filter(BesideFleet::needed).forEach(fact -> {
            ObjectNode entry = sent.addObject().put("type", EventTypes.of(fact.getClass()));
            entry.set("data", Codec.tree(fact));
        });
        MemberInventory counted = Newcomer.of(name, facts).inventory();
        ArrayNode nodes = document.putArray("nodes");
        counted.nodes().forEach((node, found) -> {
            ObjectNode entry = nodes.addObject().put("name", node).put("addresses", found.addresses());
            found.podCidrs().forEach(entry.putArray("podCidrs")::add);
        });
        ArrayNode namespaces = document.putArray("namespaces");
        counted.namespaces().forEach((namespace, found) -> {
            if (found.seen()) {
                add(namespaces.addObject().put("name", namespace), found);
            }
        });
        return document;
    }

    private static void add(ObjectNode namespace, NamespaceInventory found) {
        found.global().ifPresent(value -> namespace.put("global", value));
        namespace
                .put("endpoints", found.endpoints())
                .put("addresses", found.addresses())
                .put("identities", found.identities());
        ArrayNode exports = namespace.putArray("exports");
        found.globalServices().keySet().forEach(exports::add);
        found.exports().forEach(exports::add);
    }

    private static boolean needed(MemberFact fact) {
        return switch (fact) {
            case CiliumConfigFact _,
                    CiliumAgentFact _,
                    IdentityFact _,
                    ClusterFact _,
                    OwnersFact _,
                    CompletenessFact _ -> true;
            default -> false;
        };
    }

    private static String beside(String profile, JsonNode answer) {
        String looked = "Looked at beside the members of profile " + profile + ".";
        String known = answer.path("knownAs").asText();
        if (!known.isEmpty()) {
            return looked + " This cluster is Member/" + known + " already, which it was not compared with.";
        }
        return answer.path("knownElsewhere").asBoolean()
                ? looked
                        + " The fleet has this cluster already, as a member that you may not see: ask an admin of the whole"
                        + " fleet (a role without profiles) whose it is before you declare it."
                : looked;
    }
}
