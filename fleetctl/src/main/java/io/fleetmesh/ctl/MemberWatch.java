package io.fleetmesh.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Follows members, and where they stand: a change of either is a change of the member. */
final class MemberWatch {
    private final Map<String, ObjectNode> members = new HashMap<>();
    private final Watcher.Sink sink;
    private final Consumer<String> end;
    private boolean goOn = true;

    /**
     * @param first the members that are shown already
     * @param end hears why it is not told any more where members stand
     */
    MemberWatch(List<JsonNode> first, Watcher.Sink sink, Consumer<String> end) {
        this.sink = sink;
        this.end = end;
        first.forEach(member -> members.put(name(member), member.deepCopy()));
    }

    /**
     * Until the sink has enough. Where members stand comes beside: a server that does not know it yet, or never will, holds
     * nothing else up.
     *
     * @param statuses of which nothing has been asked
     */
    void follow(Watcher declared, Watcher statuses) {
        Thread beside = Thread.ofPlatform().daemon().name("member-statuses").start(() -> followStatuses(statuses));
        declared.follow(this::onMember);
        beside.interrupt();
    }

    private void followStatuses(Watcher statuses) {
        try {
            statuses.follow(this::onStatus);
        } catch (Failure e) {
            end.accept("where members stand is not told any more: " + e.getMessage());
        }
    }

    private synchronized boolean onMember(boolean gone, JsonNode member) {
        if (gone) {
            members.remove(name(member));
        } else {
            members.put(name(member), member.deepCopy());
        }
        goOn = goOn && sink.onChange(gone, member);
        return goOn;
    }

    /** Of those alone that are shown: which are is a matter of their labels. */
    private synchronized boolean onStatus(boolean gone, JsonNode status) {
        ObjectNode member = members.get(name(status));
        if (!gone && member != null && !state(status).equals(state(member.path("status")))) {
            ObjectNode now = status.deepCopy();
            now.remove(List.of("apiVersion", "kind", "metadata"));
            member.set("status", now);
            goOn = goOn && sink.onChange(false, member);
        }
        return goOn;
    }

    /** What of it is news: the reason may say how many of something there are. */
    private static String state(JsonNode status) {
        return status.path("state").asText() + " " + status.path("since").asText();
    }

    private static String name(JsonNode object) {
        return object.at("/metadata/name").asText();
    }
}
