package io.fleetmesh.standalone;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** One {@code --member} with the {@code --cluster-id} that follows it. */
final class MemberOption {
    // It becomes a file name before the controller judges it.
    private static final Pattern NAME = Pattern.compile("(?=.{1,32}$)([a-z0-9][-a-z0-9]*)?[a-z0-9]");

    @Option(
            names = "--member",
            required = true,
            paramLabel = "NAME=KUBECONFIG[#CONTEXT]",
            description = "Watch a real cluster instead of simulated ones; may be repeated.")
    private String member = "";

    @Option(
            names = "--cluster-id",
            paramLabel = "ID",
            description = "Cilium's cluster ID of the --member before it; by default the lowest free one.")
    private int clusterId;

    /**
     * The members that the options mean.
     *
     * @throws Refusal naming the option, what was expected and what to do
     */
    static List<FleetMember> resolve(List<MemberOption> options) {
        Set<Integer> taken = new HashSet<>();
        options.stream().map(o -> o.clusterId).filter(id -> id != 0).forEach(taken::add);
        List<FleetMember> members = new ArrayList<>();
        for (MemberOption option : options) {
            members.add(option.toMember(option.chosenId().orElseGet(() -> lowestFree(taken))));
        }
        return List.copyOf(members);
    }

    private OptionalInt chosenId() {
        return clusterId == 0 ? OptionalInt.empty() : OptionalInt.of(clusterId);
    }

    private static int lowestFree(Set<Integer> taken) {
        int id = 1;
        while (!taken.add(id)) {
            id++;
        }
        return id;
    }

    private FleetMember toMember(int id) {
        int equals = member.indexOf('=');
        if (equals < 1) {
            throw new Refusal("--member " + member + ": expected NAME=KUBECONFIG[#CONTEXT]");
        }
        String name = member.substring(0, equals);
        if (!NAME.matcher(name).matches()) {
            throw new Refusal("--member " + member + ": the name '" + name
                    + "' is no cluster name: expected at most 32 of a-z, 0-9 and -, not beginning or ending with -");
        }
        String path = member.substring(equals + 1);
        int hash = path.lastIndexOf('#');
        Optional<String> context = hash < 0 ? Optional.empty() : Optional.of(path.substring(hash + 1));
        Path file = Path.of(hash < 0 ? path : path.substring(0, hash));
        if (!Files.isReadable(file)) {
            throw new Refusal("--member " + member + ": cannot read the kubeconfig " + file);
        }
        return new FleetMember(name, id, Optional.of(new FleetMember.Real(file.toAbsolutePath(), context)));
    }
}
