package io.fleetmesh.simulator.api;

import io.fleetmesh.simulator.store.Key;
import io.fleetmesh.simulator.store.Kind;
import io.fleetmesh.simulator.store.ObjectStore;
import io.fleetmesh.simulator.store.Refusal;
import io.fleetmesh.simulator.store.StoredObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * One page of a list. All pages of one list show one revision.
 *
 * @param next token of the next page; empty on the last one
 * @param remaining how many objects follow, where that is known
 */
record ListPage(List<StoredObject> items, long revision, String next, Optional<Long> remaining) {

    /** Where a list goes on: after {@code last}, as of {@code revision}. */
    private record Token(long revision, Key last) {
        String text() {
            String plain = revision + " " + last.namespace() + " " + last.name();
            return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
        }

        static Token parse(String text) {
            try {
                String[] parts = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8).split(" ", -1);
                if (parts.length == 3 && parts[0].matches("[0-9]{1,18}")) {
                    return new Token(Long.parseLong(parts[0]), new Key(parts[1], parts[2]));
                }
            } catch (IllegalArgumentException e) {
                throw new Refusal(Refusal.Reason.BAD_REQUEST, "continue key is not valid: not base64", e);
            }
            throw Refusal.badRequest("continue key is not valid");
        }
    }

    /** @param stale what lists answer instead of the present, if that fault is on */
    static ListPage of(ObjectStore store, Optional<StaleLists> stale, Kind kind, String namespace, ListQuery query) {
        if (query.next().isEmpty()) {
            if (query.resourceVersion() > store.revision()) {
                throw Refusal.of(
                        Refusal.Reason.TIMEOUT,
                        "Too large resource version: " + query.resourceVersion() + ", current: " + store.revision());
            }
            return stale.map(old -> page(old.in(kind, namespace), old.revision(), new Key("", ""), query))
                    .orElseGet(() -> page(store.table(kind).in(namespace), store.revision(), new Key("", ""), query));
        }
        if (query.resourceVersion() > 0) {
            throw Refusal.badRequest("specifying resource version is not allowed when using continue");
        }
        Token token = Token.parse(query.next());
        Collection<StoredObject> then = stale.filter(old -> old.revision() == token.revision())
                .map(old -> old.in(kind, namespace))
                .orElseGet(() -> store.table(kind).at(token.revision(), namespace));
        return page(then, token.revision(), token.last(), query);
    }

    private static ListPage page(Collection<StoredObject> all, long revision, Key last, ListQuery query) {
        List<StoredObject> items = new ArrayList<>();
        long remaining = 0;
        for (StoredObject object : all) {
            if (object.key().compareTo(last) <= 0 || !query.selector().test(object)) {
                continue;
            }
            if (query.limit() > 0 && items.size() == query.limit()) {
                remaining++;
            } else {
                items.add(object);
            }
        }
        if (remaining == 0) {
            return new ListPage(items, revision, "", Optional.empty());
        }
        String next = new Token(revision, items.getLast().key()).text();
        return new ListPage(items, revision, next, query.selective() ? Optional.empty() : Optional.of(remaining));
    }
}
