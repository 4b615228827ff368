package io.fleetmesh.controller.domain;

import io.fleetmesh.contract.ConsumerView;
import io.fleetmesh.contract.Member;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Who may see whom. */
public final class Views {
    private Views() {}

    /** Every member sees every other; views by consumer, ascending. */
    public static List<ConsumerView> fullMesh(Collection<Member> members) {
        List<String> ids = members.stream().map(Member::id).sorted().toList();
        return members.stream()
                .map(member -> new ConsumerView(member.id(), member.clusterName(), others(ids, member.id())))
                .sorted(Comparator.comparing(ConsumerView::consumer))
                .toList();
    }

    private static List<String> others(List<String> ids, String self) {
        return ids.stream().filter(id -> !id.equals(self)).toList();
    }
}
