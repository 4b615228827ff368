package io.fleetmesh.standalone;

import io.fleetmesh.contract.Member;
import io.fleetmesh.controller.domain.Admission;
import io.fleetmesh.controller.domain.AdmissionRules;
import io.fleetmesh.controller.domain.DeclaredMember;
import io.fleetmesh.controller.domain.ProfileSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Which members a kept log knows, so that it is not continued by a fleet that it does not fit. */
final class KeptFleet {
    private final Path file;
    private final ProfileSettings profile;

    /**
     * @param data where the log is kept
     * @param profile that of the run
     */
    KeptFleet(Path data, ProfileSettings profile) {
        this.file = data.resolve("members");
        this.profile = profile;
    }

    /**
     * Asks the controller's own rules first: here the refusal reaches the one who typed the name.
     *
     * @param goesOn whether the kept log is to be continued, rather than deleted
     * @throws Refusal if a member is not admitted beside the others and those kept, or one that is kept is missing
     */
    void admit(List<FleetMember> members, boolean goesOn) throws IOException {
        List<DeclaredMember> declared = members.stream()
                .map(member -> new DeclaredMember(member.name(), member.name(), member.clusterId()))
                .toList();
        for (Admission outcome : AdmissionRules.decide(declared, Set.of(), goesOn ? kept() : List.of(), profile)
                .outcomes()) {
            switch (outcome) {
                // Nobody is removed here.
                case Admission.Admitted _, Admission.Removed _ -> {}
                case Admission.Refused(String id, String reason) ->
                    throw new Refusal("member " + id + " is refused: " + reason);
                case Admission.Undeclared(Member member) ->
                    throw new Refusal(file.getParent() + " keeps the log of a fleet with member " + member.id()
                            + ", which is not among those of this run: start the same fleet, or choose another --data");
            }
        }
    }

    private List<Member> kept() throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        List<Member> members = new ArrayList<>();
        try (Stream<String> lines = Files.lines(file)) {
            for (String line : lines.toList()) {
                String[] parts = line.split("=", -1);
                members.add(new Member(parts[0], profile.profile(), parts[0], Integer.parseInt(parts[1])));
            }
        }
        return members;
    }

    /** Remembers the members of a run. */
    void remember(List<FleetMember> members) throws IOException {
        Files.write(
                file,
                members.stream()
                        .map(member -> member.name() + "=" + member.clusterId())
                        .toList());
    }
}
