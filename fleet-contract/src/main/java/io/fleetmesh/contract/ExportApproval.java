package io.fleetmesh.contract;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Which members of a profile may export a service name, while the profile's exports are held ({@link ExportHold}).
 *
 * @param members that may, by ID, ascending
 * @param revoked whose approval somebody took back: they wait until somebody approves them again; by ID, ascending. With any, who
 *     else may export the name is no longer decided without people
 * @param unexportedSince when the controller saw that none of the profile's members asks for the name any more; empty while one
 *     does
 */
public record ExportApproval(
        String profile,
        String namespace,
        String name,
        List<String> members,
        @JsonSetter(nulls = Nulls.AS_EMPTY) List<String> revoked,
        Optional<Instant> unexportedSince)
        implements FleetRecord {

    public ExportApproval {
        members = ascending(members);
        revoked = ascending(revoked);
    }

    private static List<String> ascending(Collection<String> ids) {
        return List.copyOf(new TreeSet<>(ids));
    }

    @Override
    public String key() {
        return key(profile, namespace, name);
    }

    /** The key of a name's record. */
    public static String key(String profile, String namespace, String name) {
        return profile + "/" + namespace + "/" + name;
    }
}
