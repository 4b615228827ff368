package io.fleetmesh.controller.domain.plan.check;

import io.fleetmesh.contract.InventoryFact.ClusterFact;
import io.fleetmesh.contract.StoreStatus;
import io.fleetmesh.controller.domain.fleet.StoreSight;
import io.fleetmesh.controller.domain.plan.CheckInput;
import io.fleetmesh.controller.domain.plan.Judgement;
import io.fleetmesh.controller.domain.plan.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A watcher that cannot connect any more leaves the member as it is, and sees no change of it. Agents that their store does not
 * believe, or that do not believe it, keep what they have. All of the mesh's certificates but the CA's are renewed long before: one
 * that ends soon was not.
 */
final class CertificateExpiry {
    private static final Duration SOON = Duration.ofDays(14);

    /** One that was looked at; {@code whose} as a sentence begins. */
    private record Certificate(String member, String whose, Instant end, String remedy) {
        String text() {
            return whose + " of " + member;
        }
    }

    private CertificateExpiry() {}

    static String judge(CheckInput in, Judgement out) {
        List<Certificate> all = new ArrayList<>();
        for (Subject subject : in.all()) {
            Optional<ClusterFact> cluster = subject.inventory().cluster();
            Optional<Instant> server = cluster.flatMap(ClusterFact::serverCertificateExpires);
            if (server.isEmpty()) {
                out.unknown(
                        subject.id(),
                        "when its API server's certificate ends",
                        "see whether the watcher reaches it by TLS");
            }
            server.ifPresent(end -> all.add(new Certificate(
                    subject.id(),
                    "the certificate of the API server",
                    end,
                    "renew it (kubeadm certs renew apiserver)")));
            // Absent where the watcher has a token.
            cluster.flatMap(ClusterFact::clientCertificateExpires)
                    .ifPresent(end -> all.add(new Certificate(
                            subject.id(), "the watcher's certificate", end, "put a new kubeconfig in its place")));
            if (subject.store() instanceof StoreSight.Serves serves) {
                serves.trust().ifPresent(trust -> all.addAll(of(subject.id(), trust)));
            }
        }
        all.forEach(certificate -> judge(certificate, in.now(), out));
        return all.stream()
                .min(Comparator.comparing(Certificate::end).thenComparing(Certificate::text))
                .map(first -> Count.of(all.size(), "certificate") + ", the first to end is " + first.text() + " at "
                        + first.end())
                .orElse("no certificate is known");
    }

    private static List<Certificate> of(String member, StoreStatus.Trust trust) {
        return List.of(
                new Certificate(
                        member,
                        "the certificate of the mesh store",
                        trust.certificateExpires(),
                        "see in the log of cert-authority why it is not renewed, and whether its files reach the store"),
                new Certificate(
                        member,
                        "the mesh CA for agents",
                        trust.authorityExpires(),
                        "put a new CA into fleetmesh.authority.directory before; agents of all members need it, too"));
    }

    private static void judge(Certificate certificate, Instant now, Judgement out) {
        List<String> member = List.of(certificate.member());
        if (!certificate.end().isAfter(now)) {
            out.fail(member, certificate.text() + " ended at " + certificate.end(), certificate.remedy());
        } else if (certificate.end().isBefore(now.plus(SOON))) {
            out.warn(member, certificate.text() + " ends at " + certificate.end(), certificate.remedy());
        }
    }
}
