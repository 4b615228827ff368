package io.fleetmesh.controller.domain.fleet;

import io.fleetmesh.contract.Candidate;
import io.fleetmesh.contract.KnownMember;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.MemberFact.Reachability;
import io.fleetmesh.contract.MemberFact.ReachabilityFact;
import io.fleetmesh.contract.MemberStatus;
import io.fleetmesh.contract.MemberStatus.State;
import io.fleetmesh.controller.domain.fleet.FleetState.CiliumIdentity;
import io.fleetmesh.controller.domain.fleet.FleetState.CiliumIdentity.HighBit;
import io.fleetmesh.controller.domain.fleet.LifeState.Checked;
import io.fleetmesh.controller.domain.fleet.LifeState.Connected;
import io.fleetmesh.controller.domain.fleet.LifeState.Degraded;
import io.fleetmesh.controller.domain.fleet.LifeState.Discovered;
import io.fleetmesh.controller.domain.fleet.LifeState.Draining;
import io.fleetmesh.controller.domain.fleet.LifeState.Joining;
import io.fleetmesh.controller.domain.fleet.LifeState.Left;
import io.fleetmesh.controller.domain.fleet.LifeState.Unreachable;
import io.fleetmesh.controller.domain.fleet.StoreSight.NotReady;
import io.fleetmesh.controller.domain.fleet.StoreSight.Serves;
import io.fleetmesh.controller.domain.fleet.StoreSight.Silent;
import io.fleetmesh.controller.domain.fleet.StoreSight.Unheard;
import io.fleetmesh.controller.domain.fleet.StoreSight.Unsure;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Decides where a member stands, from what is known of it. */
public final class LifeCycle {

    /**
     * What is known of one member.
     *
     * @param known what stands on {@code members}; empty if it left
     * @param profile the profile that selects it, if one does
     * @param reachability how its API answers, if it has been asked
     * @param cilium what its Cilium is called, or that there is none; empty if that is not known
     * @param incomplete families of objects that have never been listed whole
     * @param held families of which deletes are held
     * @param reserved the cluster name and ID that are meant for it
     * @param obstacle why it can get none
     * @param store how its store serves it
     * @param watched false if it is to be watched from within, and no watcher there has begun
     */
    public record Evidence(
            Optional<KnownMember> known,
            Optional<String> profile,
            Optional<ReachabilityFact> reachability,
            Optional<CiliumIdentity> cilium,
            List<String> incomplete,
            List<String> held,
            Optional<CiliumIdentity> reserved,
            Optional<ClusterIdObstacle> obstacle,
            StoreSight store,
            boolean watched) {}

    private static final String NOBODY = "nobody watches it: its placement is member, and no watcher in it has begun";

    private final Evidence evidence;
    private final Optional<MemberStatus> before;
    private final Instant now;

    private LifeCycle(Optional<MemberStatus> before, Evidence evidence, Instant now) {
        this.before = before;
        this.evidence = evidence;
        this.now = now;
    }

    /** The state at {@code now}; the time of coming to it stays as long as the state does. */
    public static LifeState next(Optional<MemberStatus> before, Evidence evidence, Instant now) {
        LifeCycle cycle = new LifeCycle(before, evidence, now);
        return switch (evidence.known().orElse(null)) {
            case null ->
                new Left(
                        cycle.since(State.LEFT),
                        "it belongs to no profile any more",
                        "its cluster ID stays remembered; a cluster that joins under this name must be the same one");
            case Candidate _ -> cycle.candidate();
            case Member member
            when member.draining() ->
                new Draining(
                        cycle.since(State.DRAINING),
                        "its services are withdrawn from all views",
                        member.observed()
                                ? "nothing: it only looks on when the time for draining is over"
                                : "nothing: it goes when the time for draining is over");
            case Member member -> cycle.member(member);
        };
    }

    private String watchIt() {
        return "run a watcher in it, with fleetmesh.watcher.member="
                + evidence.known().orElseThrow().id();
    }

    private Instant since(State state) {
        return before.filter(status -> status.state() == state)
                .map(MemberStatus::since)
                .orElse(now);
    }

    private LifeState candidate() {
        if (!evidence.watched()) {
            return new Discovered(since(State.DISCOVERED), NOBODY, watchIt());
        }
        Optional<String> trouble = trouble();
        if (trouble.isPresent()) {
            return evidence.reachability().orElseThrow().state() == Reachability.UNREACHABLE
                    ? new Unreachable(since(State.UNREACHABLE), trouble.get(), "see to its API and its kubeconfig")
                    : new Discovered(since(State.DISCOVERED), trouble.get(), "see to its API and its kubeconfig");
        }
        if (evidence.reachability().isEmpty() || evidence.cilium().isEmpty()) {
            return new Discovered(
                    since(State.DISCOVERED),
                    evidence.reachability().isEmpty()
                            ? "its API has not been asked yet"
                            : "neither a ConfigMap kube-system/cilium-config was read, nor is it known that there is no Cilium",
                    "nothing, if it was declared just now; else see the watcher's health for it, and let it list ConfigMap"
                            + " cilium-config and DaemonSet cilium in kube-system");
        }
        CiliumIdentity cilium = evidence.cilium().get();
        if (!cilium.installed()) {
            return new Discovered(
                    since(State.DISCOVERED), "there is no Cilium in it" + obstacle(), identify("install Cilium with"));
        }
        if (!cilium.given()) {
            return new Checked(
                    since(State.CHECKED),
                    (cilium.takes(cilium.clusterId())
                                    ? "its Cilium has no cluster " + (cilium.named() ? "ID" : "name or ID") + " yet"
                                    : "its Cilium has cluster ID " + cilium.clusterId()
                                            + ", which its datapath refuses for bit 0x80")
                            + obstacle(),
                    identify("give its Cilium"));
        }
        return new Checked(
                since(State.CHECKED),
                "its Cilium is " + text(cilium.clusterName(), cilium.clusterId()),
                evidence.profile()
                        .map(profile -> "plan profile " + profile)
                        .orElse("give it labels that a profile selects"));
    }

    private String obstacle() {
        return evidence.obstacle()
                .map(why -> ", and no cluster ID is reserved for it: " + why.text())
                .orElse("");
    }

    /** How a cluster comes to the name and ID that it lacks. */
    private String identify(String verb) {
        if (evidence.profile().isEmpty()) {
            return "give it labels that a profile selects: a cluster name and ID are reserved for it then";
        }
        if (evidence.obstacle().isPresent()) {
            return switch (evidence.obstacle().get().cause()) {
                case CLUSTER_NAME ->
                    evidence.cilium().filter(CiliumIdentity::named).isPresent()
                            ? "give its Cilium another Helm value cluster.name"
                            : "declare it under another name, or give its Cilium a Helm value cluster.name of its own";
                case CLUSTER_ID, OTHER -> "let an admin give an ID back that nobody knows any more";
            };
        }
        return evidence.reserved()
                .map(own -> verb + " " + helmValues(own) + ", then plan profile "
                        + evidence.profile().get())
                .orElse("nothing: a cluster name and ID are being reserved for it");
    }

    private String helmValues(CiliumIdentity own) {
        return "the Helm values that 'fleetctl get member "
                + evidence.known().orElseThrow().id() + " -o helm' prints (cluster.name=" + own.clusterName()
                + ", cluster.id=" + own.clusterId() + ")";
    }

    private LifeState member(Member member) {
        if (!evidence.watched()) {
            return new Degraded(since(State.DEGRADED), NOBODY + "; what it gave last is served on", watchIt());
        }
        Optional<String> trouble = trouble();
        if (trouble.isPresent()) {
            return evidence.reachability().orElseThrow().state() == Reachability.UNREACHABLE
                    ? new Unreachable(
                            since(State.UNREACHABLE), trouble.get(), "see to its API; what it gave last is served on")
                    : new Degraded(
                            since(State.DEGRADED), trouble.get(), "see to its API; what it gave last is served on");
        }
        if (evidence.cilium().filter(cilium -> !cilium.installed()).isPresent()) {
            return new Degraded(
                    since(State.DEGRADED),
                    "there is no Cilium in it any more; what it gave last is served on",
                    "install Cilium with "
                            + helmValues(new CiliumIdentity(member.clusterName(), member.clusterId(), HighBit.FITS)));
        }
        Optional<CiliumIdentity> other = evidence.cilium()
                .filter(cilium ->
                        !cilium.clusterName().equals(member.clusterName()) || cilium.clusterId() != member.clusterId());
        if (other.isPresent()) {
            return new Degraded(
                    since(State.DEGRADED),
                    "its Cilium is "
                            + text(other.get().clusterName(), other.get().clusterId()) + ", it was admitted as "
                            + text(member.clusterName(), member.clusterId()),
                    "set its Cilium back, or let it leave and join anew under another member ID");
        }
        if (!evidence.held().isEmpty()) {
            return new Degraded(
                    since(State.DEGRADED),
                    "deletes of " + String.join(", ", evidence.held()) + " are held: too many to be believed",
                    "if they are meant, release them at the watcher");
        }
        if (!evidence.incomplete().isEmpty() || evidence.reachability().isEmpty()) {
            String reason = "not listed whole yet: " + String.join(", ", evidence.incomplete());
            return before.filter(status -> status.state() == State.CONNECTED || status.state() == State.DEGRADED)
                            .isPresent()
                    ? new Degraded(since(State.DEGRADED), reason, "see the watcher's health for it")
                    : new Joining(since(State.JOINING), reason, "nothing: it is being listed");
        }
        return member.observed()
                ? new Connected(since(State.CONNECTED), "all of it is known; it only looks on", "nothing")
                : served();
    }

    /** Its facts are as they should be: what is left is how its agents get those of others. */
    private LifeState served() {
        String known = "all of it is known and kept up to date";
        return switch (evidence.store()) {
            case Serves store -> new Connected(since(State.CONNECTED), known + "; " + text(store), "nothing");
            case Unheard _ ->
                new Connected(
                        since(State.CONNECTED),
                        known + "; no store has told yet that it serves it",
                        "nothing, if it has joined just now or its store is of an older release; else see the store's health");
            case Unsure _ -> unsure(known);
            case NotReady store ->
                new Degraded(
                        since(State.DEGRADED),
                        "its store is not ready since " + store.since() + ": " + store.reason(),
                        "see the store's health; agents keep what they have");
            case Silent store ->
                new Degraded(
                        since(State.DEGRADED),
                        "nothing has been heard of its store since " + store.since(),
                        "see whether the store runs and reaches Kafka; agents keep what they have");
        };
    }

    /** What cannot be said ends no state. */
    private LifeState unsure(String known) {
        return before.filter(status -> status.state() == State.DEGRADED)
                .<LifeState>map(status -> new Degraded(status.since(), status.reason(), status.next()))
                .orElseGet(() -> new Connected(
                        since(State.CONNECTED), known + "; its store has not been heard for a moment", "nothing"));
    }

    private static String text(Serves store) {
        String replicas =
                store.replicas() == 1 ? "its store serves" : store.replicas() + " replicas of its store serve";
        // No numbers: each of them would make a record, and in a large fleet they change all the time.
        String agents = store.connections() == 0 ? "no agent is connected" : "its agents are connected";
        String behind = store.behind() == 0 ? "" : ", not all data yet of some sources";
        return replicas + ", " + agents + behind;
    }

    /** Why what its API says now cannot be taken. */
    private Optional<String> trouble() {
        return evidence.reachability()
                .filter(fact -> fact.state() != Reachability.REACHABLE)
                .map(fact -> switch (fact.state()) {
                    case WRONG_CLUSTER ->
                        "its kubeconfig leads to another cluster than the one that was known by this name: "
                                + fact.reason() + "; declare a re-created cluster under a new name";
                    case UNREACHABLE, SUSPECT, REACHABLE -> fact.reason();
                });
    }

    private static String text(String name, int id) {
        return "cluster '" + name + "' with ID " + id;
    }
}
