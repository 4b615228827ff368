package io.fleetmesh.watcher.kube;

import com.fasterxml.jackson.databind.JsonNode;
import io.fleetmesh.contract.InventoryFact.NodeCidrs;
import io.fleetmesh.watcher.domain.ClockSkew;
import io.fleetmesh.watcher.domain.Inventory;
import io.fleetmesh.watcher.domain.Seen;
import io.fleetmesh.watcher.domain.Survey;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Looks at a member once: some dozens of small requests, one after the other. */
final class Inspector {
    private static final String VERSION = "version";
    /** Nodes are large, and little of each is kept. */
    private static final int PAGE = 100;
    /** More than Kubernetes is made for; then what there is is not known. */
    private static final int MOST_PAGES = 60;

    private final MemberConnection api;
    private final Clock clock;
    private final WantedRights rights;
    private final OwnedObjects owned;

    Inspector(MemberConnection api, Clock clock) {
        this.api = api;
        this.clock = clock;
        this.rights = new WantedRights(api);
        this.owned = new OwnedObjects(api);
    }

    /** What the member says; a failure only if the API does not answer at all. */
    Inventory look(Survey survey) throws ApiFailure, InterruptedException {
        Instant sent = clock.instant();
        Answer identity = api.get(MemberConnection.IDENTITY, MemberConnection.JSON);
        Instant received = clock.instant();
        return new Inventory(
                Asking.of(() -> version(api.get(VERSION))),
                Asking.of(this::serviceCidrs),
                survey == Survey.ALL ? Asking.of(this::nodePodCidrs) : new Seen.None<>(),
                identity.made().map(made -> ClockSkew.seconds(made, sent, received)),
                new Inventory.Certificates(api.serverCertificateExpires(), api.clientCertificateExpires()),
                rights.ask(),
                owned.ask());
    }

    private static String version(JsonNode version) throws BadField {
        Tree text = Tree.of(version).at("gitVersion");
        return text.text().orElseThrow(() -> text.bad("a version"));
    }

    private List<String> serviceCidrs() throws ApiFailure, BadField, InterruptedException {
        TreeSet<String> cidrs = new TreeSet<>();
        for (Tree object : all("apis/networking.k8s.io/v1/servicecidrs", "ServiceCIDRList")) {
            cidrs.addAll(texts(object.at("spec").at("cidrs")));
        }
        return List.copyOf(cidrs);
    }

    private List<NodeCidrs> nodePodCidrs() throws ApiFailure, BadField, InterruptedException {
        List<NodeCidrs> nodes = new ArrayList<>();
        for (Tree node : all("api/v1/nodes", "NodeList")) {
            List<String> cidrs = texts(node.at("spec").at("podCIDRs"));
            if (cidrs.isEmpty()) {
                cidrs = node.at("spec").at("podCIDR").text().stream().toList();
            }
            if (!cidrs.isEmpty()) {
                nodes.add(new NodeCidrs(node.at("metadata").at("name").text().orElse(""), cidrs));
            }
        }
        return nodes;
    }

    private static List<String> texts(Tree list) throws BadField {
        List<String> texts = new ArrayList<>();
        for (Tree item : list.items()) {
            item.text().ifPresent(texts::add);
        }
        return texts;
    }

    /** Metadata and spec of all objects: the whole of them is let go page by page. */
    private List<Tree> all(String path, String kind) throws ApiFailure, BadField, InterruptedException {
        List<Tree> all = new ArrayList<>();
        Optional<String> next = Optional.empty();
        for (int page = 0; page < MOST_PAGES; page++) {
            JsonNode list = api.get(path + Query.list(Optional.empty(), Optional.of(PAGE), next));
            if (!list.path("kind").asText().equals(kind)) {
                throw new BadField("kind", kind, list.path("kind").asText());
            }
            for (Tree item : Tree.of(list).at("items").items()) {
                all.add(trimmed(item.node()));
            }
            next = Tree.of(list).at("metadata").at("continue").text();
            if (next.isEmpty()) {
                return all;
            }
        }
        throw new BadField("items", "at most " + PAGE * MOST_PAGES, "more");
    }

    private static Tree trimmed(JsonNode object) {
        var kept = ObjectReader.JSON.createObjectNode();
        kept.putObject("metadata").set("name", object.path("metadata").path("name"));
        kept.set("spec", object.path("spec"));
        return Tree.of(kept);
    }
}
