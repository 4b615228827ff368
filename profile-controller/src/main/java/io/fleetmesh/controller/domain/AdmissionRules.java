package io.fleetmesh.controller.domain;

import io.fleetmesh.contract.Member;
import io.fleetmesh.controller.domain.Admission.Admitted;
import io.fleetmesh.controller.domain.Admission.Refused;
import io.fleetmesh.controller.domain.Admission.Removed;
import io.fleetmesh.controller.domain.Admission.Undeclared;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Decides who belongs to a profile. Cilium itself cannot tell two clusters of one name or ID apart, and which of them wins is a
 * race; so it is decided here, before anything of a cluster enters the mesh:
 *
 * <ul>
 *   <li>who is admitted keeps its place, its cluster name and its cluster ID, declared or not, until an operator removes it;
 *   <li>among new members that collide the one declared first wins;
 *   <li>a refusal concerns that one declaration only.
 * </ul>
 */
public final class AdmissionRules {
    private final ProfileSettings settings;
    private final Set<String> removed;
    private final NavigableMap<String, Member> members = new TreeMap<>();
    private final NavigableMap<String, Member> elsewhere = new TreeMap<>();
    private final Set<String> declared = new HashSet<>();
    private final Set<String> followed = new HashSet<>();

    private AdmissionRules(ProfileSettings settings, Set<String> removed, Collection<Member> admitted) {
        this.settings = settings;
        this.removed = removed;
        for (Member member : admitted) {
            (member.profile().equals(settings.profile()) ? members : elsewhere).put(member.id(), member);
        }
    }

    /**
     * Decides over all declarations of one profile.
     *
     * @param declarations in the order of their declaration
     * @param removed IDs of members that shall be none, whatever is declared
     * @param admitted all members there are, of this profile and others
     */
    public static AdmissionResult decide(
            List<DeclaredMember> declarations,
            Set<String> removed,
            Collection<Member> admitted,
            ProfileSettings settings) {
        AdmissionRules rules = new AdmissionRules(settings, removed, admitted);
        List<Member> leaving = rules.members.values().stream()
                .filter(member -> removed.contains(member.id()))
                .toList();
        leaving.forEach(member -> rules.members.remove(member.id()));
        Set<String> before = Set.copyOf(rules.members.keySet());
        List<Admission> outcomes = new ArrayList<>();
        declarations.forEach(declaration -> outcomes.add(rules.admit(declaration)));
        leaving.forEach(member -> outcomes.add(new Removed(member)));
        rules.members.values().stream()
                .filter(member -> before.contains(member.id()) && !rules.declared.contains(member.id()))
                .forEach(member -> outcomes.add(new Undeclared(member)));
        return new AdmissionResult(outcomes, List.copyOf(rules.members.values()));
    }

    private Admission admit(DeclaredMember declaration) {
        declared.add(declaration.id());
        if (removed.contains(declaration.id())) {
            return new Refused(
                    declaration.id(),
                    "member '" + declaration.id() + "' is declared and removed; to join it again, remove it no more");
        }
        Member wanted =
                new Member(declaration.id(), settings.profile(), declaration.clusterName(), declaration.clusterId());
        Member known = members.get(declaration.id());
        Optional<String> refusal = known == null ? refuseNew(wanted) : refuseKnown(known, wanted);
        if (refusal.isPresent()) {
            return new Refused(declaration.id(), refusal.get());
        }
        members.put(wanted.id(), wanted);
        followed.add(wanted.id());
        return new Admitted(wanted);
    }

    private Optional<String> refuseKnown(Member known, Member wanted) {
        if (followed.contains(wanted.id())) {
            return Optional.of("member ID: '" + wanted.id() + "' is declared twice: first as " + text(known)
                    + ", now as " + text(wanted) + "; the first declaration stands");
        }
        return known.equals(wanted)
                ? Optional.empty()
                : Optional.of("member '" + wanted.id() + "' was admitted as " + text(known)
                        + " and is declared now as " + text(wanted)
                        + "; the name and the ID of an admitted cluster cannot change, declare it as it was or join it"
                        + " under a new member ID");
    }

    private Optional<String> refuseNew(Member wanted) {
        return refuseValues(wanted).or(() -> refuseCollision(wanted));
    }

    private Optional<String> refuseValues(Member wanted) {
        Optional<String> id = Names.label(wanted.id()).map(expected -> invalid("member ID", wanted.id(), expected));
        Optional<String> name = Names.clusterName(wanted.clusterName())
                .map(expected -> invalid("cluster name", wanted.clusterName(), expected));
        int max = settings.maxConnectedClusters();
        return id.or(() -> name)
                .or(() -> wanted.clusterId() >= 1 && wanted.clusterId() <= max
                        ? Optional.empty()
                        : Optional.of(invalid("cluster ID", Integer.toString(wanted.clusterId()), "1 to " + max)));
    }

    private static String invalid(String field, String value, String expected) {
        return field + ": expected " + expected + ", found '" + value + "'";
    }

    private Optional<String> refuseCollision(Member wanted) {
        Member other = elsewhere.get(wanted.id());
        if (other != null) {
            return Optional.of(
                    "member ID: '" + wanted.id() + "' belongs to profile '" + other.profile() + "' as " + text(other));
        }
        for (Member member : members.values()) {
            if (member.clusterName().equals(wanted.clusterName())) {
                return Optional.of(taken("cluster name '" + wanted.clusterName() + "'", wanted, member));
            }
            if (member.clusterId() == wanted.clusterId()) {
                return Optional.of(taken("cluster ID " + wanted.clusterId(), wanted, member));
            }
        }
        return Optional.empty();
    }

    private static String taken(String what, Member wanted, Member holder) {
        return what + " of member '" + wanted.id() + "' is taken by member '" + holder.id() + "' (" + text(holder)
                + ")";
    }

    private static String text(Member member) {
        return "cluster name '" + member.clusterName() + "', cluster ID " + member.clusterId();
    }
}
