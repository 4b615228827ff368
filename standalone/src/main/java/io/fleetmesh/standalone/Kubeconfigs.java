package io.fleetmesh.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Puts each member's kubeconfig where the watcher and the user look for it. */
final class Kubeconfigs {
    private Kubeconfigs() {}

    /** Links real ones, so that what they refer to by relative path and what rotates in them stays true. */
    static void linkReal(Run run) throws IOException {
        for (FleetMember member : run.members()) {
            if (member.real().isEmpty()) {
                continue;
            }
            FleetMember.Real real = member.real().get();
            Path link = run.layout().kubeconfig(member.name());
            Files.deleteIfExists(link);
            Files.createSymbolicLink(link, real.kubeconfig());
            if (real.context().isPresent()) {
                Files.writeString(
                        run.layout().context(member.name()), real.context().get());
            }
        }
    }
}
