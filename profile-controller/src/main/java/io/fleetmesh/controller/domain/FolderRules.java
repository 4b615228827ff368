package io.fleetmesh.controller.domain;

import io.fleetmesh.contract.Intent;
import io.fleetmesh.contract.Intent.MemberIntent;
import io.fleetmesh.contract.resource.Format;
import io.fleetmesh.contract.resource.Kind;
import io.fleetmesh.contract.resource.MemberSpec;
import io.fleetmesh.contract.resource.ObjectMeta;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What becomes of a folder of kubeconfigs: a Member for each that has none. Nothing is changed, and nothing is deleted. */
public final class FolderRules {
    /** Who keeps what is declared here. */
    public static final String MANAGED_BY = "discovery.fleetmesh.io/folder";

    private static final String SUFFIX = ".kubeconfig";

    private FolderRules() {}

    /** What is found, to be done or told. */
    public sealed interface Finding {
        /** A cluster that nobody has declared. */
        record Declare(Intent member) implements Finding {}

        /** A file that leads to no Member. */
        record Odd(String file, String reason) implements Finding {}

        /** A Member of ours whose file is not there any more; it stays. */
        record Vanished(String member, String file) implements Finding {}
    }

    /**
     * Looks at a folder.
     *
     * @param files names of the files in it, with what is wrong with each, if something is
     * @param now the declared objects by key
     */
    public static List<Finding> decide(Map<String, Optional<String>> files, Map<String, Intent> now) {
        Set<String> used = new TreeSet<>();
        List<Finding> findings = new ArrayList<>();
        for (Intent intent : now.values()) {
            if (intent instanceof MemberIntent(ObjectMeta meta, MemberSpec spec)) {
                spec.kubeconfig().ifPresent(kubeconfig -> {
                    used.add(kubeconfig.name());
                    String file = kubeconfig.name() + SUFFIX;
                    if (meta.managedBy().equals(Optional.of(MANAGED_BY)) && !files.containsKey(file)) {
                        findings.add(new Finding.Vanished(meta.name(), file));
                    }
                });
            }
        }
        new TreeMap<>(files).forEach((file, problem) -> {
            if (file.endsWith(SUFFIX)) {
                String name = file.substring(0, file.length() - SUFFIX.length());
                if (!used.contains(name) && !now.containsKey(Kind.MEMBER.object(name))) {
                    findings.add(found(file, name, problem));
                }
            }
        });
        return findings;
    }

    private static Finding found(String file, String name, Optional<String> problem) {
        if (problem.isPresent()) {
            return new Finding.Odd(file, problem.get());
        }
        if (!Format.NAME.fits(name)) {
            return new Finding.Odd(file, "expected before " + SUFFIX + " " + Format.NAME.expected());
        }
        ObjectMeta meta = new ObjectMeta(
                name,
                Map.of(),
                Map.of(),
                Optional.of(MANAGED_BY),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        MemberSpec spec = new MemberSpec(
                Optional.of(new MemberSpec.KubeconfigRef(name, Optional.empty())),
                Optional.empty(),
                MemberSpec.Placement.HUB,
                MemberSpec.Mode.JOIN,
                Optional.empty(),
                Optional.empty());
        return new Finding.Declare(Intent.of(meta, spec));
    }
}
