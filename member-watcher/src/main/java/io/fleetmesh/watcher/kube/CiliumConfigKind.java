package io.fleetmesh.watcher.kube;

import io.fleetmesh.contract.CiliumFact.CiliumConfigFact;
import io.fleetmesh.contract.CiliumNetwork;
import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.MemberFact;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The ConfigMap {@code kube-system/cilium-config}, and no other: the right to see that one is enough. */
final class CiliumConfigKind extends TreeKind {
    private static final String VERSION = "app.kubernetes.io/version";
    private static final Pattern SEPARATORS = Pattern.compile("[\\s,]+");

    CiliumConfigKind() {
        super(Family.CILIUM_CONFIG, "ConfigMap", Scope.NAMESPACED, "api/v1/namespaces/kube-system/configmaps");
    }

    @Override
    public Optional<String> fieldSelector() {
        return Optional.of("metadata.name=cilium-config");
    }

    @Override
    public boolean optional() {
        return false;
    }

    @Override
    MemberFact fact(Tree config) throws BadField {
        Data data = new Data(config.at("data").texts());
        Map<String, String> labels = config.at("metadata").at("labels").texts();
        return new CiliumConfigFact(
                data.text("cluster-name"),
                data.number("cluster-id"),
                data.number("max-connected-clusters"),
                data.text("routing-mode"),
                data.text("tunnel-protocol"),
                data.text("ipam"),
                encryption(data),
                data.flag("clustermesh-default-global-namespace"),
                data.flag("clustermesh-enable-mcs-api").orElse(false),
                data.flag("enable-cilium-endpoint-slice").orElse(false),
                Optional.ofNullable(labels.get(VERSION)),
                Optional.of(network(data)));
    }

    /** For judging a member: what cannot be read here must not keep the rest from being taken. */
    private static CiliumNetwork network(Data data) {
        return new CiliumNetwork(
                data.leniently(Data::flag, "policy-default-local-cluster"),
                data.text("clustermesh-cache-ttl"),
                data.text("cni-chaining-mode"),
                data.leniently(Data::flag, "enable-ipv4"),
                data.leniently(Data::flag, "enable-ipv6"),
                data.list("cluster-pool-ipv4-cidr"),
                data.list("cluster-pool-ipv6-cidr"),
                data.text("ipv4-native-routing-cidr"),
                data.text("ipv6-native-routing-cidr"),
                data.leniently(Data::number, "tunnel-port"),
                data.text("kube-proxy-replacement"),
                data.text("identity-allocation-mode"));
    }

    private static Optional<String> encryption(Data data) throws BadField {
        if (data.flag("enable-wireguard").orElse(false)) {
            return Optional.of("wireguard");
        }
        return data.flag("enable-ipsec").filter(on -> on).map(_ -> "ipsec");
    }

    private interface Reading<T> {
        Optional<T> read(Data data, String key) throws BadField;
    }

    private record Data(Map<String, String> data) {
        Optional<String> text(String key) {
            return Optional.ofNullable(data.get(key)).filter(text -> !text.isEmpty());
        }

        Optional<Integer> number(String key) throws BadField {
            Optional<String> text = text(key);
            if (text.isEmpty()) {
                return Optional.empty();
            }
            try {
                return Optional.of(Integer.parseInt(text.get()));
            } catch (NumberFormatException e) {
                BadField bad = bad(key, "a whole number", text.get());
                bad.initCause(e);
                throw bad;
            }
        }

        /** As Go's {@code strconv.ParseBool} reads it. */
        Optional<Boolean> flag(String key) throws BadField {
            Optional<String> text = text(key);
            if (text.isEmpty()) {
                return Optional.empty();
            }
            return switch (text.get().toLowerCase(Locale.ROOT)) {
                case "1", "t", "true" -> Optional.of(true);
                case "0", "f", "false" -> Optional.of(false);
                default -> throw bad(key, "true or false", text.get());
            };
        }

        /** Cilium's chart joins by blanks, its operator takes commas, too. */
        List<String> list(String key) {
            return text(key).stream()
                    .flatMap(text -> SEPARATORS.splitAsStream(text))
                    .filter(item -> !item.isEmpty())
                    .toList();
        }

        /** Empty of what cannot be read, too. */
        <T> Optional<T> leniently(Reading<T> reading, String key) {
            try {
                return reading.read(this, key);
            } catch (BadField _) {
                return Optional.empty();
            }
        }

        private static BadField bad(String key, String expected, String found) {
            return new BadField("data[" + key + "]", expected, found);
        }
    }
}
