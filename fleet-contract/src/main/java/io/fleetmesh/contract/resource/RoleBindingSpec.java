package io.fleetmesh.contract.resource;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/** Who may do what, and where. What no binding allows is not allowed. */
public record RoleBindingSpec(
        @Field("Who gets the role: users, and everybody in groups.")
        Subjects subjects,

        @Field(
                "viewer: look. planner: make plans, too. operator: declare, approve and apply, too. admin: give roles, too.")
        Role role,

        @Field(value = "In these profiles; everywhere, also outside of all profiles, if empty.", format = Format.NAME)
        @OrEmpty
        List<String> profiles,

        @Field(
                value =
                        "Only members that are in these segments of the one profile that must be named, and services that"
                                + " they export; nothing of the profile itself, nor its plans. All of the profile if empty.",
                format = Format.NAME)
        @OrEmpty
        List<String> segments,

        @Field(
                value = "Only services in these namespaces, as far as members of the profiles and segments above export"
                        + " them, with the names of these members; no members, profiles or plans by themselves."
                        + " Everything if empty.",
                format = Format.NAME)
        @OrEmpty
        List<String> namespaces)
        implements Spec {

    public RoleBindingSpec {
        profiles = List.copyOf(profiles);
        segments = List.copyOf(segments);
        namespaces = List.copyOf(namespaces);
    }

    /** By name, however they were authenticated. */
    public record Subjects(
            @Field(value = "Names of client certificates, without 'user:', or of tokens.", format = Format.SUBJECT)
            @OrEmpty
            List<String> users,

            @Field(value = "Groups that tokens name.", format = Format.SUBJECT) @OrEmpty
            List<String> groups) {

        public Subjects {
            users = List.copyOf(users);
            groups = List.copyOf(groups);
        }
    }

    /** Each includes those before it. */
    public enum Role {
        @JsonProperty("viewer")
        VIEWER,
        @JsonProperty("planner")
        PLANNER,
        @JsonProperty("operator")
        OPERATOR,
        @JsonProperty("admin")
        ADMIN;

        /** Whether who has this one may do what {@code needed} may. */
        public boolean includes(Role needed) {
            return compareTo(needed) >= 0;
        }
    }
}
