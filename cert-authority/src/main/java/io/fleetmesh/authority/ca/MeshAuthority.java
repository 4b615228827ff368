package io.fleetmesh.authority.ca;

import io.fleetmesh.authority.domain.Authority;
import io.fleetmesh.authority.domain.IssuanceDecision;
import io.fleetmesh.authority.domain.IssuancePolicy;
import io.fleetmesh.authority.domain.IssuanceRequest;
import io.fleetmesh.authority.domain.Leaf;
import io.fleetmesh.authority.domain.Standing;
import io.fleetmesh.authority.domain.Subject;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The authority that all stores and consumers of a mesh trust, with its key on disk.
 *
 * <p>One process per directory. May be used by several threads at once as long as no two of them issue to the same target.
 */
public final class MeshAuthority {
    private static final Logger LOG = Logger.getLogger(MeshAuthority.class);

    private final SigningAuthority authority;
    private final Certificates certificates;
    private final Clock clock;

    private MeshAuthority(SigningAuthority authority, Certificates certificates, Clock clock) {
        this.authority = authority;
        this.certificates = certificates;
        this.clock = clock;
    }

    /**
     * Opens the authority in a directory, or makes one where there is none.
     *
     * @param directory the owner's alone; made if it is not there
     * @throws AuthorityException if the files cannot be used as they are
     */
    public static MeshAuthority openOrCreate(
            Path directory, AuthoritySettings settings, Clock clock, SecureRandom random) {
        AuthorityDirectory files = new AuthorityDirectory(directory);
        Certificates certificates = new Certificates(random);
        Optional<SigningAuthority> found = files.read();
        if (found.isPresent()) {
            return new MeshAuthority(found.get(), certificates, clock);
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        SigningAuthority made = certificates.selfSigned(
                settings.commonName(),
                new Certificates.Validity(
                        now.minus(IssuancePolicy.SKEW),
                        now.plusSeconds(settings.validity().toSeconds())));
        files.write(made);
        LOG.infov(
                "Authority made directory={0} expires={1}",
                directory, made.certificate().getNotAfter().toInstant());
        return new MeshAuthority(made, certificates, clock);
    }

    /** What others trust. */
    public X509Certificate certificate() {
        return authority.certificate();
    }

    /** When the authority ends, and with it everything it issued. */
    public Instant expires() {
        return authority.certificate().getNotAfter().toInstant();
    }

    /**
     * Makes sure that a target directory holds a certificate for the subject that is not due for renewal. Asking again is
     * cheap and changes nothing until something is due.
     *
     * @param validity how long a new certificate should be valid, cut at the authority's end
     * @throws AuthorityException if the file system refuses
     */
    public IssueResult issue(Subject subject, Duration validity, Path target) {
        IssuedDirectory directory = new IssuedDirectory(target);
        Optional<Standing> standing = directory.standing(authority.certificate());
        IssuanceRequest request = new IssuanceRequest(subject, validity, standing);
        Authority own = new Authority(authority.certificate().getNotBefore().toInstant(), expires());
        return switch (IssuancePolicy.evaluate(request, own, clock.instant())) {
            case IssuanceDecision.Refuse refuse -> new IssueResult.Refused(refuse.reason());
            case IssuanceDecision.Defer defer ->
                new IssueResult.Kept(directory.files().orElseThrow(), defer.until());
            case IssuanceDecision.Issue issue -> issue(subject.leaf(), issue, directory);
        };
    }

    private IssueResult issue(Leaf leaf, IssuanceDecision.Issue issue, IssuedDirectory directory) {
        KeyPair pair = certificates.newKey();
        X509Certificate certificate = certificates.leaf(
                leaf, pair.getPublic(), new Certificates.Validity(issue.notBefore(), issue.notAfter()), authority);
        IssuedFiles files = directory.replace(certificate, pair.getPrivate(), authority.certificate());
        LOG.infov(
                "Certificate issued subject={0} why={1} expires={2}", leaf.commonName(), issue.why(), issue.notAfter());
        Instant renewal = IssuancePolicy.renewalOf(new Standing(leaf, true, issue.notBefore(), issue.notAfter()));
        return new IssueResult.Issued(files, issue.why(), renewal);
    }
}
