package io.fleetmesh.watcher.kube;

import io.fleetmesh.contract.CiliumFact.CiliumAgentFact;
import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.MemberFact;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The DaemonSet {@code kube-system/cilium}, and no other: its image is what says which Cilium a member runs. */
final class CiliumAgentKind extends TreeKind {
    private static final String CONTAINER = "cilium-agent";
    /** A tag after the last slash; a digest may follow. */
    private static final Pattern IMAGE =
            Pattern.compile("(?:.*/)?[^/:@]+:v?(?<version>\\d+\\.\\d+\\.\\d+[^@]*)(?:@.*)?");

    CiliumAgentKind() {
        super(Family.CILIUM_AGENT, "DaemonSet", Scope.NAMESPACED, "apis/apps/v1/namespaces/kube-system/daemonsets");
    }

    @Override
    public Optional<String> fieldSelector() {
        return Optional.of("metadata.name=cilium");
    }

    @Override
    public boolean dispensable() {
        return true;
    }

    @Override
    MemberFact fact(Tree daemonSet) throws BadField {
        for (Tree container :
                daemonSet.at("spec").at("template").at("spec").at("containers").items()) {
            if (container.at("name").text().equals(Optional.of(CONTAINER))) {
                String image = container.at("image").text().orElse("");
                return new CiliumAgentFact(image, version(image));
            }
        }
        return new CiliumAgentFact("", Optional.empty());
    }

    /** Empty of an image that is named by its digest alone, or by a tag that is no version. */
    private static Optional<String> version(String image) {
        Matcher matcher = IMAGE.matcher(image);
        return matcher.matches() ? Optional.of(matcher.group("version")) : Optional.empty();
    }
}
