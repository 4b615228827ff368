package io.fleetmesh.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code up} shows when all is ready: the members, and what to try next. */
final class Summary {
    private static final Pattern SERVER = Pattern.compile("(?m)^\\s*-?\\s*server:\\s*[\"']?([^\\s\"']+)");

    private Summary() {}

    static String of(Run run) throws IOException {
        StringBuilder text = new StringBuilder(512);
        text.append('\n');
        row(text, "MEMBER", "CLUSTER ID", "KUBERNETES API", "MESH STORE");
        for (FleetMember member : run.members()) {
            row(
                    text,
                    member.name(),
                    Integer.toString(member.clusterId()),
                    server(run.layout().kubeconfig(member.name())),
                    run.meshStore());
        }
        if (!run.strangers().isEmpty()) {
            text.append("\nDeclared by nobody, there to be tried: ")
                    .append(String.join(
                            ", ",
                            run.strangers().stream().map(FleetMember::name).toList()))
                    .append(".\n");
        }
        text.append("\nTry next, from another terminal, in this directory:\n");
        next(run).forEach(command -> text.append("  ").append(command).append('\n'));
        return text.append("\nAddresses and certificates: ")
                .append(run.layout().relative(run.layout().runFile()))
                .append(". Stop with Ctrl-C.\n")
                .toString();
    }

    private static void row(StringBuilder text, Object... cells) {
        text.append("%-14s %-11s %-32s %s%n".formatted(cells));
    }

    private static String server(Path kubeconfig) throws IOException {
        Matcher matcher = SERVER.matcher(Files.readString(kubeconfig));
        return matcher.find() ? matcher.group(1) : "see " + kubeconfig;
    }

    private static List<String> next(Run run) {
        Layout layout = run.layout();
        FleetMember source = run.members().getFirst();
        FleetMember consumer = run.members().get(run.members().size() > 1 ? 1 : 0);
        String pki = layout.relative(layout.credentials(consumer.name()));
        String kubectl = "kubectl --kubeconfig " + layout.relative(layout.kubeconfig(source.name()));
        String etcdctl = "ETCDCTL_API=3 etcdctl --endpoints " + run.meshStore() + " --cacert " + pki + "/ca.crt --cert "
                + pki + "/tls.crt --key " + pki + "/tls.key";
        return List.of(
                kubectl + " annotate service shop service.cilium.io/global=true",
                etcdctl + " get --prefix cilium/cache/services/v1/" + source.name() + "/",
                kubectl + " scale deployment shop --replicas=5",
                run.declaresSamples()
                        ? "./fleetmesh ctl apply -f samples/tour/south.yaml && ./fleetmesh ctl plan profile "
                                + Run.PROFILE
                        : "./fleetmesh ctl get members");
    }
}
