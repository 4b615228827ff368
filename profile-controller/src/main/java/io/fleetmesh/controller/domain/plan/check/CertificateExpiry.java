package io.fleetmesh.controller.domain.plan.check;

import io.fleetmesh.contract.InventoryFact.ClusterFact;
import io.fleetmesh.contract.StoreStatus;
import io.fleetmesh.controller.domain.fleet.StoreSight;
import io.fleetmesh.controller.domain.plan.CheckInput;
import io.fleetmesh.controller.domain.plan.Judgement;
import io.fleetmesh.controller.domain.plan.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A watcher that cannot connect any more leaves the member as it is, and sees no change of it. Agents that their store does not
 * believe, or that do not believe it, keep what they have. All of the mesh's certificates but the CA's are renewed long before: one
 * that ends soon was not.
 */
final class CertificateExpiry {
    private static final Duration SOON = Duration.ofDays(14);

    private CertificateExpiry() {}

    static String judge(CheckInput in, Judgement out) {
        for (Subject subject : in.all()) {
            Optional<ClusterFact> cluster = subject.inventory().cluster();
            Optional<Instant> server = cluster.flatMap(ClusterFact::serverCertificateExpires);
            if (server.isEmpty()) {
                out.unknown(
                        subject.id(),
                        "when its API server's certificate ends",
                        "see whether the watcher reaches it by TLS");
            }
            server.ifPresent(end -> judge(
                    in,
                    subject,
                    "the certificate of the API server",
                    end,
                    "renew it (kubeadm certs renew apiserver)",
                    out));
            // Absent where the watcher has a token.
            cluster.flatMap(ClusterFact::clientCertificateExpires)
                    .ifPresent(end -> judge(
                            in, subject, "the watcher's certificate", end, "put a new kubeconfig in its place", out));
            if (subject.store() instanceof StoreSight.Serves serves) {
                serves.trust().ifPresent(trust -> judge(in, subject, trust, out));
            }
        }
        return Count.of(in.subjects().size(), "member");
    }

    private static void judge(CheckInput in, Subject subject, StoreStatus.Trust trust, Judgement out) {
        judge(
                in,
                subject,
                "the certificate of the mesh store",
                trust.certificateExpires(),
                "see in the log of cert-authority why it is not renewed, and whether its files reach the store",
                out);
        judge(
                in,
                subject,
                "the mesh CA for agents",
                trust.authorityExpires(),
                "put a new CA into fleetmesh.authority.directory before; agents of all members need it, too",
                out);
    }

    private static void judge(CheckInput in, Subject subject, String whose, Instant end, String remedy, Judgement out) {
        String text = whose + " of " + subject.id();
        if (!end.isAfter(in.now())) {
            out.fail(List.of(subject.id()), text + " ended at " + end, remedy);
        } else if (end.isBefore(in.now().plus(SOON))) {
            out.warn(List.of(subject.id()), text + " ends at " + end, remedy);
        }
    }
}
