package io.fleetmesh.simulator.api;

import io.fleetmesh.simulator.store.Refusal;
import io.fleetmesh.simulator.store.Selector;
import io.fleetmesh.simulator.store.StoredObject;
import io.vertx.core.MultiMap;
import java.util.function.Predicate;

/**
 * The parameters of a list or watch.
 *
 * @param selective whether the selector may leave something out
 * @param resourceVersion -1 if none was given
 * @param limit 0 for all
 * @param next the continue token; empty for the first page
 * @param timeoutSeconds 0 for none
 */
record ListQuery(
        boolean watch,
        Predicate<StoredObject> selector,
        boolean selective,
        long resourceVersion,
        int limit,
        String next,
        boolean bookmarks,
        long timeoutSeconds) {

    static ListQuery of(MultiMap parameters) {
        if (text(parameters, "sendInitialEvents").equals("true")) {
            throw Refusal.of(
                    Refusal.Reason.INVALID,
                    "ListOptions.meta.k8s.io \"\" is invalid: sendInitialEvents: Forbidden: sendInitialEvents is forbidden"
                            + " for watch unless the WatchList feature gate is enabled");
        }
        String labels = text(parameters, "labelSelector");
        String fields = text(parameters, "fieldSelector");
        return new ListQuery(
                flag(parameters, "watch"),
                Selector.of(labels, fields),
                !labels.isBlank() || !fields.isBlank(),
                number(parameters, "resourceVersion", -1),
                (int) Math.min(Integer.MAX_VALUE, number(parameters, "limit", 0)),
                text(parameters, "continue"),
                flag(parameters, "allowWatchBookmarks"),
                number(parameters, "timeoutSeconds", 0));
    }

    private static String text(MultiMap parameters, String name) {
        String value = parameters.get(name);
        return value == null ? "" : value;
    }

    private static boolean flag(MultiMap parameters, String name) {
        String value = text(parameters, name);
        return value.equals("true") || value.equals("1");
    }

    private static long number(MultiMap parameters, String name, long absent) {
        String value = text(parameters, name);
        if (value.isEmpty()) {
            return absent;
        }
        if (!value.matches("[0-9]{1,18}")) {
            throw Refusal.badRequest("parameter " + name + " is \"" + value + "\", expected a number of 0 or more");
        }
        return Long.parseLong(value);
    }
}
