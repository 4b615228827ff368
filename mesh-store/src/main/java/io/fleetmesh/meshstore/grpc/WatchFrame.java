package io.fleetmesh.meshstore.grpc;

import io.etcd.jetcd.api.WatchResponse;
import io.fleetmesh.meshstore.domain.Bytes;
import io.fleetmesh.meshstore.domain.Event;
import io.fleetmesh.meshstore.domain.EventEncoding;
import java.util.ArrayList;
import java.util.List;

/**
 * A WatchResponse whose events are not built as messages: it is the bytes of the small part that differs between
 * watchers, followed by the events' bytes, which all watchers share.
 */
final class WatchFrame {
    private static final int FRAGMENT_FIELD = 7;
    private static final int EVENTS_FIELD = 11;
    /** Field 7, varint, true. */
    private static final Bytes IS_FRAGMENT = Bytes.of(new byte[] {FRAGMENT_FIELD << 3, 1});

    private final List<Bytes> parts = new ArrayList<>();
    private int size;

    /** A response without events. */
    static WatchFrame control(WatchResponse response) {
        WatchFrame frame = new WatchFrame();
        frame.add(Bytes.of(response.toByteArray()));
        return frame;
    }

    /**
     * A response with events.
     *
     * @param response all but the events
     * @param fragment whether more of the same revision follows
     */
    static WatchFrame events(WatchResponse response, List<Event> events, boolean withPrevious, boolean fragment) {
        WatchFrame frame = control(response);
        if (fragment) {
            frame.add(IS_FRAGMENT);
        }
        events.forEach(event -> frame.add(event, withPrevious));
        return frame;
    }

    /** The events in order, cut so that no part's values are over {@code bytes}, except where one value alone is. */
    static List<List<Event>> fragments(List<Event> events, long bytes) {
        List<List<Event>> fragments = new ArrayList<>();
        List<Event> fragment = new ArrayList<>();
        long held = 0;
        for (Event event : events) {
            long size = event.current().value().length();
            if (!fragment.isEmpty() && held + size > bytes) {
                fragments.add(fragment);
                fragment = new ArrayList<>();
                held = 0;
            }
            fragment.add(event);
            held += size;
        }
        fragments.add(fragment);
        return fragments;
    }

    List<Bytes> parts() {
        return parts;
    }

    /** Bytes on the wire. */
    int size() {
        return size;
    }

    private void add(Event event, boolean withPrevious) {
        List<Bytes> body = new ArrayList<>(4);
        body.add(event.head());
        body.add(event.current().value());
        if (withPrevious) {
            event.previous().ifPresent(previous -> {
                body.add(EventEncoding.previousHead(previous));
                body.add(previous.value());
            });
        }
        long length = body.stream().mapToLong(Bytes::length).sum();
        add(Bytes.of(EventEncoding.lengthDelimited(EVENTS_FIELD, length)));
        body.forEach(this::add);
    }

    private void add(Bytes part) {
        parts.add(part);
        size = Math.addExact(size, part.length());
    }
}
