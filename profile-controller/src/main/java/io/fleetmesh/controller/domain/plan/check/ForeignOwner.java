package io.fleetmesh.controller.domain.plan.check;

import io.fleetmesh.contract.InventoryFact.Owned;
import io.fleetmesh.contract.InventoryFact.OwnersFact;
import io.fleetmesh.contract.InventoryFact.Presence;
import io.fleetmesh.controller.domain.plan.CheckInput;
import io.fleetmesh.controller.domain.plan.Judgement;
import io.fleetmesh.controller.domain.plan.Subject;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Two that write the same Secret undo each other, and agents drop what the one that loses gave. */
final class ForeignOwner {
    private static final String SECRET = "Secret kube-system/cilium-clustermesh";

    private ForeignOwner() {}

    static String judge(CheckInput in, Judgement out) {
        TreeMap<String, List<String>> servers = new TreeMap<>();
        TreeMap<String, List<String>> secrets = new TreeMap<>();
        for (Subject subject : in.all()) {
            Optional<OwnersFact> known = subject.inventory().owners();
            Spread.add(servers, owner(known.map(OwnersFact::meshApiServer)), subject);
            Spread.add(secrets, owner(known.map(OwnersFact::meshSecret)), subject);
            known.ifPresentOrElse(
                    owners -> judge(subject.id(), owners, out),
                    () -> out.unknown(
                            subject.id(),
                            "who else makes a mesh in it",
                            "look for Deployment clustermesh-apiserver and " + SECRET));
        }
        return in.subjects().isEmpty()
                ? "no member"
                : "clustermesh-apiserver: " + Spread.counted(servers) + "; " + SECRET + ": " + Spread.counted(secrets);
    }

    private static String owner(Optional<Owned> object) {
        return Marks.owner(object.orElse(Owned.UNKNOWN));
    }

    private static void judge(String member, OwnersFact owners, Judgement out) {
        Owned server = owners.meshApiServer();
        Owned secret = owners.meshSecret();
        if (server.presence() == Presence.UNKNOWN) {
            out.unknown(member, "whether it runs a clustermesh-apiserver", "let the watcher get that Deployment");
        }
        if (secret.presence() == Presence.UNKNOWN) {
            out.unknown(member, "who writes " + SECRET, "let the watcher get its metadata");
        }
        if (Marks.isAzure(server) || Marks.isAzure(secret)) {
            out.fail(
                    List.of(member),
                    member + " is in a mesh that Azure Kubernetes Fleet Manager manages" + Marks.text(server, secret),
                    "take it out of the ClusterMeshProfile once what is served is known to be equal",
                    Migration.fromAzure(member));
        } else if (server.presence() == Presence.PRESENT) {
            out.fail(
                    List.of(member),
                    member + " runs a native clustermesh-apiserver" + Marks.text(server),
                    "move its peers over one by one; nothing is lost on the way",
                    Migration.fromNative(member, Marks.isHelm(secret) || Marks.isHelm(server)));
        } else if (Marks.isHelm(secret)) {
            out.fail(
                    List.of(member),
                    SECRET + " of " + member + " is Helm's" + Marks.text(secret)
                            + ", which writes it anew at each upgrade",
                    "take it from Helm; what stands in it stays",
                    Migration.fromHelm(member));
        } else if (secret.presence() == Presence.PRESENT && !Marks.isOwn(secret)) {
            out.warn(
                    List.of(member),
                    SECRET + " of " + member + " was written by somebody else" + Marks.text(secret),
                    "make sure that nobody goes on writing it");
        }
    }
}
