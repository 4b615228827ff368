package io.fleetmesh.simulation;

import io.fleetmesh.contract.ConsumerView;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What a store may show by the newest view that it has read. It may be one of several, where the log was replaced and the store has
 * perhaps not noticed: then what one of them permits is permitted, and what one of them takes away may go.
 */
final class AppliedView {
    private final WrittenViews written;
    private final Set<String> left = new HashSet<>();
    private List<ConsumerView> views = List.of();
    /** Those before what happened last, in which more may have happened than that it read on. */
    private List<ConsumerView> before = List.of();

    private int log;
    private long position = -1;

    AppliedView(WrittenViews written) {
        this.written = written;
    }

    /** It is read from a log on, which may be another one soon. */
    void reads(int log) {
        this.log = log;
    }

    /**
     * The store has read so far.
     *
     * @return sources that it did not have before
     */
    Set<String> read(long newPosition) {
        before = views;
        if (newPosition == position) {
            return Set.of();
        }
        position = newPosition;
        return apply(written.before(position, log));
    }

    /** The store goes by a snapshot. */
    void restored(ConsumerView view) {
        var _ = apply(List.of(view));
    }

    private Set<String> apply(List<ConsumerView> newer) {
        if (newer.isEmpty() || newer.equals(views)) {
            return Set.of();
        }
        Set<String> fresh = new HashSet<>();
        newer.forEach(view -> fresh.addAll(view.sources()));
        views.forEach(view -> {
            fresh.removeAll(view.sources());
            view.sources().stream()
                    .filter(source ->
                            newer.stream().anyMatch(now -> !now.sources().contains(source)))
                    .forEach(left::add);
        });
        views = newer;
        return fresh;
    }

    boolean permitsServices(String source) {
        return Stream.concat(views.stream(), before.stream()).anyMatch(view -> givesServices(view, source));
    }

    boolean permitsAddresses(String source) {
        return Stream.concat(views.stream(), before.stream()).anyMatch(view -> givesAddresses(view, source));
    }

    /** Whether services may go that the source still has; what leaves a view does so some time after it. */
    boolean takesServices(String source) {
        return left.contains(source) || views.stream().anyMatch(view -> !givesServices(view, source));
    }

    /** The same of addresses. */
    boolean takesAddresses(String source) {
        return left.contains(source) || views.stream().anyMatch(view -> !givesAddresses(view, source));
    }

    /** Whether no services of a source that has not left are to be shown. */
    boolean hidesServices(String source) {
        return !left.contains(source) && isHidden(view -> givesServices(view, source));
    }

    /** The same of addresses. */
    boolean hidesAddresses(String source) {
        return !left.contains(source) && isHidden(view -> givesAddresses(view, source));
    }

    private boolean isHidden(Predicate<ConsumerView> gives) {
        return !views.isEmpty() && views.stream().noneMatch(gives);
    }

    static boolean givesServices(ConsumerView view, String source) {
        return givesAddresses(view, source) && !view.draining().contains(source);
    }

    static boolean givesAddresses(ConsumerView view, String source) {
        return view.sources().contains(source) && view.namespacesOf(source).has(SimMember.NAMESPACE);
    }
}
