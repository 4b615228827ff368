package io.fleetmesh.controller.domain.plan.check;

import io.fleetmesh.controller.domain.plan.CheckInput;
import io.fleetmesh.controller.domain.plan.Judgement;
import io.fleetmesh.controller.domain.plan.Subject;
import java.util.Locale;
import java.util.Optional;

/** How packets go from node to node: the same way at both ends. */
final class Datapath {
    private static final String TUNNEL = "tunnel";

    private static final Equal ROUTING = new Equal(
            "routing-mode",
            "one end wraps packets and the other does not expect that",
            "set the Helm value routingMode to the same everywhere; nodes of a cluster must be restarted one by one");
    private static final Equal PROTOCOL = new Equal(
            "tunnel-protocol",
            "one end cannot read what the other wraps",
            "set the Helm value tunnelProtocol to the same everywhere");
    private static final Equal ENCRYPTION = new Equal(
            "encryption",
            "traffic between members would be in the clear, or dropped in strict mode",
            "set the Helm values encryption.enabled and encryption.type to the same everywhere; IPsec also needs the same keys");

    private Datapath() {}

    static String routingMode(CheckInput in, Judgement out) {
        return ROUTING.judge(
                in, out, Datapath::mode, in.settings().routingMode().map(Datapath::text));
    }

    /** Only where there are tunnels. */
    static String tunnelProtocol(CheckInput in, Judgement out) {
        boolean tunnels = in.all().stream().anyMatch(subject -> !mode(subject).equals(Optional.of("native")));
        Optional<String> wanted = in.settings().tunnelProtocol().map(Datapath::text);
        return tunnels || wanted.isPresent()
                ? PROTOCOL.judge(in, out, Datapath::protocol, wanted)
                : "there are no tunnels";
    }

    static String encryption(CheckInput in, Judgement out) {
        Optional<String> wanted = in.settings().encryption().map(Datapath::text);
        return ENCRYPTION.judge(
                in,
                out,
                subject -> subject.config().map(config -> config.encryption().orElse("none")),
                wanted);
    }

    private static Optional<String> mode(Subject subject) {
        return subject.config().map(config -> config.routingMode().orElse(TUNNEL));
    }

    private static Optional<String> protocol(Subject subject) {
        return subject.config().map(config -> config.tunnelProtocol().orElse("vxlan"));
    }

    private static String text(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
