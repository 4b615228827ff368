package io.fleetmesh.contract;

import java.time.Duration;
import java.util.Map;

/**
 * One topic of the bus. Its number of partitions is part of the contract: growing means a new topic and a migration.
 *
 * @param name Kafka's name
 * @param partitions exact
 * @param key what a record's key is, for people to read
 * @param owner the only service that writes it
 * @param cleanup what Kafka may remove
 */
public record Topic(String name, int partitions, String key, String owner, Cleanup cleanup) {

    /** What Kafka may remove from a topic. */
    public enum Cleanup {
        /** A state topic: the newest record of a key stays for ever, a tombstone for {@link #TOMBSTONES_KEPT}. */
        COMPACT,
        /** A record that helps people for a while: compacted, and removed after {@link #HELP_KEPT}. */
        COMPACT_AND_DELETE,
        /** What is written again and again, and said anew by whoever is there: only the newest record of a key is of use. */
        OBSERVATION
    }

    /** How long a superseded record stays readable at least: a take-over must be able to see what it superseded. */
    public static final Duration SUPERSEDED_KEPT = Duration.ofHours(6);
    /** How long a reader may be away and still learn of a delete by reading on. */
    public static final Duration TOMBSTONES_KEPT = Duration.ofDays(7);
    /** How long dead letters, problems and observations stay. */
    public static final Duration HELP_KEPT = Duration.ofDays(30);

    /** After so long superseded observations may be compacted: whoever begins to read passes few of them. */
    private static final Duration OBSERVATIONS_TOGETHER = Duration.ofMinutes(10);

    private static final int MEMBER_SHARDS = 16;
    private static final int SERVICE_SHARDS = 8;

    /** Which log this is: everyone reads it before anything else, and from then on. */
    public static Topic log() {
        return new Topic("fleetmesh.log", 1, "incarnation", "profile-controller", Cleanup.COMPACT);
    }

    /** Members as admitted; its partitions share the members out to watchers and aggregators. */
    public static Topic members() {
        return new Topic("fleetmesh.members", MEMBER_SHARDS, "member ID", "profile-controller", Cleanup.COMPACT);
    }

    /** What watchers saw in one member. */
    public static Topic facts(String member) {
        return new Topic("fleetmesh.facts." + member, 1, "family/namespace/name", "member-watcher", Cleanup.COMPACT);
    }

    /** What one member gives to the mesh. */
    public static Topic mesh(String profile, String member) {
        return new Topic(
                "fleetmesh.mesh." + profile + "." + member, 1, "family/…", "endpoint-aggregator", Cleanup.COMPACT);
    }

    /** What each consumer may see. */
    public static Topic views(String profile) {
        return new Topic("fleetmesh.views." + profile, 1, "consumer", "profile-controller", Cleanup.COMPACT);
    }

    /** What one consumer may see, alone: for a store in the member, which shall not learn who else there is. */
    public static Topic ownView(String profile, String consumer) {
        return new Topic(
                "fleetmesh.own-view." + profile + "." + consumer, 1, "consumer", "profile-controller", Cleanup.COMPACT);
    }

    /** What operators declare. */
    public static Topic intents() {
        return new Topic("fleetmesh.intents", 1, "kind/name", "profile-controller", Cleanup.COMPACT);
    }

    /** What the plans that were applied have made of each profile. */
    public static Topic appliedProfiles() {
        return new Topic("fleetmesh.applied-profiles", 1, "profile", "profile-controller", Cleanup.COMPACT);
    }

    /** Where each member stands on its way in and out. */
    public static Topic memberStatus() {
        return new Topic("fleetmesh.member-status", 1, "member ID", "profile-controller", Cleanup.COMPACT);
    }

    /** How the stores of one member serve it: its own topic, so that a store in the member can be kept from writing of others. */
    public static Topic storeStatus(String consumer) {
        return new Topic("fleetmesh.store-status." + consumer, 1, "replica", "mesh-store", Cleanup.OBSERVATION);
    }

    /** Whose each cluster ID is or was. */
    public static Topic clusterIds() {
        return new Topic("fleetmesh.cluster-ids", 1, "profile/cluster ID", "profile-controller", Cleanup.COMPACT);
    }

    /** What would change, and what was applied of it. */
    public static Topic plans() {
        return new Topic("fleetmesh.plans", 1, "plan ID", "profile-controller", Cleanup.COMPACT);
    }

    /** Whose exports are held, and who may export which name then. */
    public static Topic exportApprovals() {
        return new Topic(
                "fleetmesh.export-approvals",
                1,
                "profile or profile/namespace/name",
                "profile-controller",
                Cleanup.COMPACT);
    }

    /** One record per service name over the fleet. */
    public static Topic globalServices() {
        return new Topic(
                "fleetmesh.global-services", SERVICE_SHARDS, "namespace/name", "endpoint-aggregator", Cleanup.COMPACT);
    }

    /** Records that could not be read, with cause and origin. */
    public static Topic deadLetters() {
        return new Topic("fleetmesh.dead-letters", 1, "origin", "all", Cleanup.COMPACT_AND_DELETE);
    }

    /** What was left out of what members give, or corrected. */
    public static Topic problems() {
        return new Topic(
                "fleetmesh.problems", 1, "member/object/field", "endpoint-aggregator", Cleanup.COMPACT_AND_DELETE);
    }

    /** Kafka's topic configuration. */
    public Map<String, String> config() {
        String superseded = Long.toString(SUPERSEDED_KEPT.toMillis());
        String tombstones = Long.toString(TOMBSTONES_KEPT.toMillis());
        return switch (cleanup) {
            case COMPACT ->
                Map.of(
                        "cleanup.policy", "compact",
                        "min.compaction.lag.ms", superseded,
                        "delete.retention.ms", tombstones,
                        "segment.ms", tombstones);
            case COMPACT_AND_DELETE ->
                Map.of(
                        "cleanup.policy",
                        "compact,delete",
                        "delete.retention.ms",
                        tombstones,
                        "retention.ms",
                        Long.toString(HELP_KEPT.toMillis()));
            case OBSERVATION ->
                Map.of(
                        "cleanup.policy",
                        "compact,delete",
                        "segment.ms",
                        Long.toString(OBSERVATIONS_TOGETHER.toMillis()),
                        "retention.ms",
                        Long.toString(HELP_KEPT.toMillis()));
        };
    }
}
