package io.fleetmesh.controller.domain;

import io.fleetmesh.contract.BusIdentity;
import io.fleetmesh.contract.Topic;

/**
 * One thing that somebody may do on the bus. Whoever may read or write a topic learns that it is there.
 *
 * @param name of the topic or group, or what the names of many begin with
 */
public record BusGrant(BusIdentity who, Right right, Resource resource, Match match, String name) {

    /** What may be done. */
    public enum Right {
        READ,
        WRITE,
        CREATE
    }

    /** What it may be done with. */
    public enum Resource {
        TOPIC,
        /** A consumer group: to read is to join it. */
        GROUP
    }

    /** What {@link #name} stands for. */
    public enum Match {
        EXACT,
        /** All whose names begin with it; never given to a member. */
        PREFIX
    }

    static BusGrant topic(BusIdentity who, Right right, Topic topic) {
        return new BusGrant(who, right, Resource.TOPIC, Match.EXACT, topic.name());
    }

    /** Of all topics whose names begin so. */
    static BusGrant topics(BusIdentity who, Right right, String prefix) {
        return new BusGrant(who, right, Resource.TOPIC, Match.PREFIX, prefix);
    }

    static BusGrant groups(BusIdentity who, String prefix) {
        return new BusGrant(who, Right.READ, Resource.GROUP, Match.PREFIX, prefix);
    }

    /** Whether it allows {@code wanted} with the topic of that name. */
    public boolean allows(Right wanted, Topic topic) {
        return resource == Resource.TOPIC
                && right == wanted
                && (match == Match.EXACT
                        ? topic.name().equals(name)
                        : topic.name().startsWith(name));
    }
}
