package io.fleetmesh.simulator.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fleetmesh.simulator.store.Json;
import io.fleetmesh.simulator.store.Kind;
import io.fleetmesh.simulator.store.StoredObject;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/** Objects and lists as the bytes of an answer: as they are, as the tables that kubectl prints, or their metadata alone. */
enum Rendering {
    PLAIN {
        @Override
        byte[] object(StoredObject object) {
            return object.json();
        }

        @Override
        Buffer list(Kind kind, ListPage page) {
            ObjectNode head =
                    Json.object().put("kind", kind.kindName() + "List").put("apiVersion", kind.apiVersion());
            describe(head, page);
            byte[] open = Json.bytes(head);
            Buffer buffer = Buffer.buffer(open.length + 1024 * page.items().size());
            // The items are joined as text: each object is written once for all lists and watches.
            buffer.appendBytes(open, 0, open.length - 1).appendString(",\"items\":[");
            for (int i = 0; i < page.items().size(); i++) {
                if (i > 0) {
                    buffer.appendByte((byte) ',');
                }
                buffer.appendBytes(page.items().get(i).json());
            }
            return buffer.appendString("]}");
        }
    },
    TABLE {
        @Override
        byte[] object(StoredObject object) {
            return Json.bytes(Tables.of(object.kind(), List.of(object)));
        }

        @Override
        Buffer list(Kind kind, ListPage page) {
            ObjectNode table = Tables.of(kind, page.items());
            describe(table, page);
            return Buffer.buffer(Json.bytes(table));
        }
    },
    /** What is in the objects stays there. */
    METADATA {
        @Override
        byte[] object(StoredObject object) {
            return Json.bytes(metadata(object));
        }

        @Override
        Buffer list(Kind kind, ListPage page) {
            ObjectNode list = partial("PartialObjectMetadataList");
            describe(list, page);
            ArrayNode items = list.putArray("items");
            page.items().forEach(object -> items.add(metadata(object)));
            return Buffer.buffer(Json.bytes(list));
        }
    };

    private static ObjectNode metadata(StoredObject object) {
        ObjectNode metadata = partial("PartialObjectMetadata");
        metadata.set("metadata", object.node().path("metadata"));
        return metadata;
    }

    private static ObjectNode partial(String kind) {
        return Json.object().put("kind", kind).put("apiVersion", "meta.k8s.io/v1");
    }

    static Rendering accepted(String accept) {
        if (accept.contains("as=Table") && accept.contains("v=v1")) {
            return TABLE;
        }
        return accept.contains("as=PartialObjectMetadata") && accept.contains("v=v1") ? METADATA : PLAIN;
    }

    abstract byte[] object(StoredObject object);

    abstract Buffer list(Kind kind, ListPage page);

    private static void describe(ObjectNode list, ListPage page) {
        ObjectNode metadata = list.putObject("metadata");
        metadata.put("resourceVersion", Long.toString(page.revision()));
        if (!page.next().isEmpty()) {
            metadata.put("continue", page.next());
            page.remaining().ifPresent(count -> metadata.put("remainingItemCount", count));
        }
    }
}
