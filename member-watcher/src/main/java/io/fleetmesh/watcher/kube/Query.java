package io.fleetmesh.watcher.kube;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is asked of a list or a watch, as the query of its URL. */
final class Query {
    private Query() {}

    /** @param next where the page before it ended */
    static String list(Optional<String> fieldSelector, Optional<Integer> page, Optional<String> next) {
        List<String> parts = parts(fieldSelector);
        page.ifPresent(size -> parts.add("limit=" + size));
        next.ifPresent(token -> parts.add("continue=" + URLEncoder.encode(token, UTF_8)));
        return parts.isEmpty() ? "" : "?" + String.join("&", parts);
    }

    static String watch(Optional<String> fieldSelector, String resourceVersion, Duration longest) {
        List<String> parts = parts(fieldSelector);
        parts.add("watch=true");
        parts.add("allowWatchBookmarks=true");
        parts.add("resourceVersion=" + URLEncoder.encode(resourceVersion, UTF_8));
        parts.add("timeoutSeconds=" + Math.max(1, longest.toSeconds()));
        return "?" + String.join("&", parts);
    }

    private static List<String> parts(Optional<String> fieldSelector) {
        List<String> parts = new ArrayList<>();
        fieldSelector.ifPresent(selector -> parts.add("fieldSelector=" + URLEncoder.encode(selector, UTF_8)));
        return parts;
    }
}
