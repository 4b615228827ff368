package io.fleetmesh.aggregator.domain;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What is wrong now with a member's objects, by where it was found. It holds nothing of an object that is gone or put right, so
 * it is as bounded as the facts themselves. One thread changes it; any thread may read.
 */
public final class ProblemList {
    private final ConcurrentNavigableMap<String, List<Problem>> found = new ConcurrentSkipListMap<>();
    private final List<Problem> fresh = new ArrayList<>();
    private final AtomicInteger size = new AtomicInteger();

    /**
     * A part of the list.
     *
     * @param total of the whole list
     * @param next what to ask for after this page; empty at the end of the list
     */
    public record Page(int total, List<Problem> problems, String next) {
        public Page {
            problems = List.copyOf(problems);
        }
    }

    /** What was found at {@code place} is this now. */
    void replace(String place, List<Problem> now) {
        List<Problem> before = Optional.ofNullable(
                        now.isEmpty() ? found.remove(place) : found.put(place, List.copyOf(now)))
                .orElse(List.of());
        if (now.isEmpty() && before.isEmpty()) {
            return;
        }
        Set<Problem> known = new HashSet<>(before);
        now.stream().filter(problem -> !known.contains(problem)).forEach(fresh::add);
        size.addAndGet(now.size() - before.size());
    }

    boolean has(String place, Problem problem) {
        return found.getOrDefault(place, List.of()).contains(problem);
    }

    /** What has come since the last call; for the thread that changes the list. */
    public List<Problem> takeNew() {
        List<Problem> taken = List.copyOf(fresh);
        fresh.clear();
        return taken;
    }

    /**
     * The page that follows {@code after}, an earlier page's {@code next}; the first one for an empty text. It ends once
     * {@code limit} problems are in it, and never within what was found at one place.
     */
    public Page page(String after, int limit) {
        List<Problem> problems = new ArrayList<>();
        String last = after;
        for (var entry : found.tailMap(after, false).entrySet()) {
            if (problems.size() >= limit) {
                return new Page(size.get(), problems, last);
            }
            problems.addAll(entry.getValue());
            last = entry.getKey();
        }
        return new Page(size.get(), problems, "");
    }
}
