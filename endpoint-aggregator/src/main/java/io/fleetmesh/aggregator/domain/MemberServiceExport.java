package io.fleetmesh.aggregator.domain;

import io.fleetmesh.contract.MeshRecord.ServiceExportRecord;
import java.util.Comparator;
import java.util.Objects;

/** A ServiceExport and whose it is. The smaller one counts where two differ: it is older, or the first by cluster name. */
record MemberServiceExport(String member, String cluster, ServiceExportRecord record)
        implements Comparable<MemberServiceExport> {
    private static final Comparator<MemberServiceExport> ORDER = Comparator.comparing(
                    (MemberServiceExport export) -> export.record().created())
            .thenComparing(MemberServiceExport::cluster)
            .thenComparing(MemberServiceExport::member);

    @Override
    public int compareTo(MemberServiceExport other) {
        return ORDER.compare(this, other);
    }

    boolean isAsOldAs(MemberServiceExport other) {
        return Objects.equals(record.created(), other.record.created());
    }
}
