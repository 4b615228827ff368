package io.fleetmesh.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import io.fleetmesh.contract.resource.MemberSpec.KubeconfigRef;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What becomes of discovered clusters beside the Members that there are. A cluster is one Member: of contexts that lead to one
 * server that one is declared which is its file's current one, if no other is and none is a Member already.
 */
final class Adoption {
    private final Map<String, JsonNode> byName = new HashMap<>();
    private final Map<KubeconfigRef, String> byKubeconfig = new HashMap<>();
    private final Map<String, String> byServer = new HashMap<>();
    /** Contexts whose name a Member has that may be another cluster, by server. */
    private final Map<String, Discovered> unclear = new HashMap<>();

    private final Map<String, String> became = new LinkedHashMap<>();
    private final List<Discovered> absent = new ArrayList<>();

    /** @throws Failure if it is not clear which of several contexts is meant */
    Adoption(List<Discovered> all, Collection<JsonNode> members) {
        members.forEach(this::there);
        all.forEach(this::compare);
        absent.stream()
                .filter(one -> one.server().isPresent())
                .collect(Collectors.groupingBy(
                        one -> one.server().orElseThrow(), LinkedHashMap::new, Collectors.toList()))
                .forEach(this::choose);
        absent.removeIf(one -> leadsWhereAnotherDoes(one) || leadsWhereItIsNotClear(one));
        absent.forEach(one -> became.put(one.name(), "created"));
    }

    /** Those to be declared. */
    List<Discovered> absent() {
        return List.copyOf(absent);
    }

    /** What is to be said of each, by its Member's name, in their order. */
    Map<String, String> became() {
        return became;
    }

    private void there(JsonNode member) {
        String name = member.at("/metadata/name").asText();
        byName.put(name, member);
        byKubeconfig.put(used(name, member), name);
        text(member.at("/spec/address")).ifPresent(address -> byServer.put(address, name));
    }

    /** A Member without one uses the one of its own name. */
    private static KubeconfigRef used(String name, JsonNode member) {
        JsonNode kubeconfig = member.at("/spec/kubeconfig");
        return new KubeconfigRef(text(kubeconfig.path("name")).orElse(name), text(kubeconfig.path("context")));
    }

    private static String text(KubeconfigRef kubeconfig) {
        return kubeconfig.name()
                + kubeconfig.context().map(context -> ", context " + context).orElse("");
    }

    private static Optional<String> text(JsonNode node) {
        return Optional.of(node.asText()).filter(text -> !text.isEmpty());
    }

    private void compare(Discovered one) {
        // It keeps its place.
        became.put(one.name(), "");
        JsonNode same = byName.get(one.name());
        Optional<String> other = one.references().stream()
                .filter(byKubeconfig::containsKey)
                .findFirst()
                .map(byKubeconfig::get);
        if (same == null && other.isEmpty()) {
            absent.add(one);
            return;
        }
        one.server().ifPresent(server -> {
            if (other.isPresent() || isBy(one, same)) {
                byServer.putIfAbsent(server, other.orElse(one.name()));
            } else {
                unclear.putIfAbsent(server, one);
            }
        });
        became.put(one.name(), same != null ? leftAlone(one, same) : "left alone: it is Member/" + other.get());
    }

    private static String leftAlone(Discovered one, JsonNode member) {
        String owner = member.at("/metadata/managedBy").asText();
        if (!owner.equals(Discovered.MANAGED_BY)) {
            return "left alone: it is declared by " + (owner.isEmpty() ? "a person" : owner);
        }
        return isBy(one, member)
                ? "there already"
                : "left alone: it is discovered by another kubeconfig, " + text(used(one.name(), member))
                        + "; if this is another cluster, declare it by another name";
    }

    private static boolean isBy(Discovered one, JsonNode member) {
        return one.references().contains(used(one.name(), member));
    }

    private void choose(String server, List<Discovered> same) {
        if (byServer.containsKey(server) || unclear.containsKey(server)) {
            return;
        }
        List<Discovered> current = same.stream().filter(Discovered::current).toList();
        if (same.size() > 1 && current.size() != 1) {
            throw new Failure(
                    Failure.REFUSED,
                    same.stream().map(Discovered::where).collect(Collectors.joining(" and "))
                            + " lead to the same server " + server
                            + ", and a cluster is one Member: make the one that is"
                            + " meant the current context of its file, or declare it by 'fleetctl apply' of what 'fleetctl"
                            + " discover' prints of it\n  nothing is applied, for it is all or nothing");
        }
        byServer.put(server, (current.isEmpty() ? same : current).getFirst().name());
    }

    private boolean leadsWhereAnotherDoes(Discovered one) {
        Optional<String> whose = one.server().map(byServer::get).filter(name -> !name.equals(one.name()));
        whose.ifPresent(name -> became.put(
                one.name(), "left alone: it leads to " + one.server().orElseThrow() + " as Member/" + name + " does"));
        return whose.isPresent();
    }

    private boolean leadsWhereItIsNotClear(Discovered one) {
        Optional<Discovered> other = one.server().map(unclear::get);
        other.ifPresent(unknown -> became.put(
                one.name(),
                "left alone: it leads to " + one.server().orElseThrow() + " as " + unknown.where()
                        + " does, and a Member of that name is there: if it is another cluster, declare one of them by"
                        + " 'fleetctl apply' of what 'fleetctl discover' prints of it"));
        return other.isPresent();
    }
}
