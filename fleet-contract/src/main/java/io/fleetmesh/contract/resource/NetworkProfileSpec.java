package io.fleetmesh.contract.resource;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;

/** A declared mesh. */
public record NetworkProfileSpec(
        @Field("The members that belong to it; a member belongs to one profile at most.")
        LabelSelector memberSelector,

        @Field("What Cilium must be set to in all members; what is absent is not asked for.")
        Optional<CiliumSettings> cilium,

        @Field("Where members' addresses must come from; anywhere if absent.")
        Optional<AddressRanges> addressRanges,

        @Field(
                value = "Whether namespaces without the annotation clustermesh.cilium.io/global are global.",
                otherwise = "true")
        boolean globalNamespaceDefault,

        @Field("Who may see whom. Without segments all members see each other; with them, only what a segment says.")
        @OrEmpty
        List<Segment> segments,

        @Field(
                "Which namespaces of whom may be seen at all; all of everybody if absent. Of a namespace that may not, services"
                        + " are hidden, and identities and addresses of pods.")
        Optional<ExportGuard> exportGuard,

        @Field(
                value =
                        "How long a member that leaves is drained before it goes: its services are withdrawn at once, its"
                                + " nodes, identities and addresses stay for so long.",
                otherwise = "60",
                most = 86400)
        int drainSeconds,

        @Field(value = "The RolloutStrategy that changes of this profile go by.", format = Format.NAME)
        Optional<String> rolloutStrategy,

        @Field(
                "second-person: a plan is applied only if somebody approved it who neither made nor applies it. none, as if"
                        + " absent: it needs nobody else. Only an admin changes this.")
        Optional<Approval> approval)
        implements Spec {

    /** A profile whose plans nobody else has to approve. */
    public NetworkProfileSpec(
            LabelSelector memberSelector,
            Optional<CiliumSettings> cilium,
            Optional<AddressRanges> addressRanges,
            boolean globalNamespaceDefault,
            List<Segment> segments,
            Optional<ExportGuard> exportGuard,
            int drainSeconds,
            Optional<String> rolloutStrategy) {
        this(
                memberSelector,
                cilium,
                addressRanges,
                globalNamespaceDefault,
                segments,
                exportGuard,
                drainSeconds,
                rolloutStrategy,
                Optional.empty());
    }

    public NetworkProfileSpec {
        segments = List.copyOf(segments);
    }

    /** Settings that must be equal in all members. */
    public record CiliumSettings(
            @Field(
                    value = "Cilium's max-connected-clusters, 255 or 511; it decides where identities lie.",
                    least = 255,
                    most = 511)
            Optional<Integer> maxConnectedClusters,

            @Field("Cilium's routing-mode.") Optional<RoutingMode> routingMode,

            @Field("Cilium's tunnel-protocol.") Optional<TunnelProtocol> tunnelProtocol,

            @Field("How traffic between nodes is encrypted.")
            Optional<Encryption> encryption,

            @Field("Cilium's policy-default-local-cluster, which is true from 1.19 on.")
            Optional<Boolean> policyDefaultLocalCluster) {}

    /** Whose consent a plan needs. */
    public enum Approval {
        @JsonProperty("none")
        NONE,
        @JsonProperty("second-person")
        SECOND_PERSON
    }

    public enum RoutingMode {
        @JsonProperty("tunnel")
        TUNNEL,
        @JsonProperty("native")
        NATIVE
    }

    public enum TunnelProtocol {
        @JsonProperty("vxlan")
        VXLAN,
        @JsonProperty("geneve")
        GENEVE
    }

    public enum Encryption {
        @JsonProperty("none")
        NONE,
        @JsonProperty("ipsec")
        IPSEC,
        @JsonProperty("wireguard")
        WIREGUARD
    }

    /** Ranges of addresses, of both families. */
    public record AddressRanges(
            @Field(value = "Of pods.", format = Format.CIDR) @OrEmpty
            List<String> pods,

            @Field(value = "Of Services.", format = Format.CIDR) @OrEmpty
            List<String> services) {

        public AddressRanges {
            pods = List.copyOf(pods);
            services = List.copyOf(services);
        }
    }

    /** Members that see the same. One that is in several sees what any of them sees. */
    public record Segment(
            @Field(value = "Unique in the profile.", format = Format.NAME)
            String name,

            @Field("Its members, of those of the profile.") LabelSelector memberSelector,

            @Field("What its members see, and nothing else: not even each other, unless their own segment is named.")
            @OrEmpty
            List<Sight> sees) {

        public Segment {
            sees = List.copyOf(sees);
        }
    }

    /** Some namespaces of the members of one segment. */
    public record Sight(
            @Field(value = "A segment of this profile.", format = Format.NAME)
            String segment,

            @Field("Which of their namespaces; all if absent.")
            Optional<Namespaces> namespaces) {}

    /** A choice of namespaces. */
    public record Namespaces(
            @Field(value = "Only these; all if empty.", format = Format.NAME) @OrEmpty
            List<String> only,

            @Field(value = "None of these, whatever stands above.", format = Format.NAME) @OrEmpty
            List<String> except) {

        public Namespaces {
            only = List.copyOf(only);
            except = List.copyOf(except);
        }
    }

    /** Which members may export which namespaces. */
    public record ExportGuard(
            @Field("What is allowed; what no rule allows is shown to nobody. Without rules everything is.") @OrEmpty
            List<ExportRule> rules,

            @Field(
                    value = "Whether the first export of a name that others export already waits for approval. Whoever"
                            + " exports when it begins to be so is approved.",
                    otherwise = "false")
            boolean holdFirstExport) {

        public ExportGuard {
            rules = List.copyOf(rules);
        }
    }

    /** What some members may export. */
    public record ExportRule(
            @Field("The members, of those of the profile.") LabelSelector memberSelector,

            @Field("Which namespaces they may export; all if absent.")
            Optional<Namespaces> namespaces) {}
}
