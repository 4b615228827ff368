package io.fleetmesh.contract.resource;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;

/** A declared cluster. Whether it is admitted, and as which cluster name and ID, is another matter: {@code contract.Member}. */
public record MemberSpec(
        @Field(
                "Where the credentials for its Kubernetes API are, and where it is. Either this or address must be given; a"
                        + " watcher in the member itself uses neither, but the kubeconfig of the member's name.")
        Optional<KubeconfigRef> kubeconfig,

        @Field(
                value =
                        "Where its Kubernetes API is. The credentials are those of the current context of"
                                + " NAME.kubeconfig, with the member's own name, in the watcher's directory of kubeconfigs; the server"
                                + " that stands there is not asked. Set by admins of everything only, for the credentials are sent there.",
                format = Format.HTTPS_URL)
        Optional<String> address,

        @Field(
                value =
                        "Who watches it: the hub's watchers, or one in the member itself, which is told the member's name.",
                otherwise = "\"hub\"")
        Placement placement,

        @Field(
                value = "join: it takes part. observe: what it would give is worked out and can be compared with what a"
                        + " native mesh serves; nothing is served to others, nor to it.",
                otherwise = "\"join\"")
        Mode mode,

        @Field(value = "The region it is in.", format = Format.LABEL_VALUE)
        Optional<String> region,

        @Field(value = "Its zone, if all of it is in one.", format = Format.LABEL_VALUE)
        Optional<String> zone)
        implements Spec {

    /** A kubeconfig by name: what is in it never comes this way. */
    public record KubeconfigRef(
            @Field(value = "The file NAME.kubeconfig in the watcher's directory of kubeconfigs.", format = Format.NAME)
            String name,

            @Field("The context in it; the current one if absent.")
            Optional<String> context) {}

    /** How a member belongs to its profile. */
    public enum Mode {
        @JsonProperty("join")
        JOIN,
        @JsonProperty("observe")
        OBSERVE
    }

    /** Where a member is watched from. */
    public enum Placement {
        @JsonProperty("hub")
        HUB,
        @JsonProperty("member")
        MEMBER
    }
}
