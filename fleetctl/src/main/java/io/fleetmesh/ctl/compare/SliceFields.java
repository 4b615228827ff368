package io.fleetmesh.ctl.compare;

import com.google.protobuf.MapEntry;
import com.google.protobuf.Message;
import io.fleetmesh.slicecodec.DecodedSlice;
import io.fleetmesh.slicecodec.SliceFrames;
import io.fleetmesh.sliceproto.ClusterEndpointSlice;
import io.fleetmesh.sliceproto.SliceEndpoint;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Endpoint slices field by field. An endpoint goes by its first address, so that the order of endpoints is no difference. */
final class SliceFields {
    private SliceFields() {}

    static Map<String, String> of(byte[] value) {
        return switch (SliceFrames.decode(value)) {
            case DecodedSlice.Refused(String why) -> Map.of(Values.UNREADABLE, why);
            case DecodedSlice.Slice(ClusterEndpointSlice slice) -> {
                Map<String, String> fields = new TreeMap<>();
                add("", slice, fields);
                yield fields;
            }
        };
    }

    private static void add(String path, Message message, Map<String, String> fields) {
        message.getAllFields().forEach((field, value) -> {
            String below = Values.join(path, field.getName());
            if (!field.isRepeated()) {
                addOne(below, value, fields);
                return;
            }
            List<?> elements = (List<?>) value;
            for (int i = 0; i < elements.size(); i++) {
                addOne(Values.join(below, name(elements.get(i), i)), elements.get(i), fields);
            }
        });
    }

    private static void addOne(String path, Object value, Map<String, String> fields) {
        if (value instanceof MapEntry<?, ?> entry) {
            fields.put(path, String.valueOf(entry.getValue()));
        } else if (value instanceof Message message) {
            add(path, message, fields);
        } else {
            fields.put(path, String.valueOf(value));
        }
    }

    private static String name(Object element, int index) {
        if (element instanceof MapEntry<?, ?> entry) {
            return String.valueOf(entry.getKey());
        }
        return element instanceof SliceEndpoint endpoint && endpoint.getAddressesCount() > 0
                ? endpoint.getAddresses(0)
                : Integer.toString(index);
    }
}
