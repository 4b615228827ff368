package io.fleetmesh.slicecodec;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * How many fields a message has, at every depth, without building it: two bytes of an empty element become a hundred in memory.
 */
final class FieldCount {
    private final int most;
    private final Map<Integer, Integer> top = new HashMap<>();
    private int fields;

    private FieldCount(int most) {
        this.most = most;
    }

    /**
     * Counts.
     *
     * @param most where counting ends
     * @throws IOException if {@code message} is none
     */
    static FieldCount of(Descriptor type, byte[] message, int most) throws IOException {
        FieldCount count = new FieldCount(most);
        count.add(type, CodedInputStream.newInstance(message), true);
        return count;
    }

    /** All; above {@code most} some may be left out. */
    int fields() {
        return fields;
    }

    /** Of the message itself, those of one number. */
    int of(int number) {
        return top.getOrDefault(number, 0);
    }

    /** As deep as the message's type is, which does not contain itself. */
    private void add(Descriptor type, CodedInputStream in, boolean outermost) throws IOException {
        int tag = in.readTag();
        while (tag != 0 && fields <= most) {
            fields++;
            int number = WireFormat.getTagFieldNumber(tag);
            if (outermost) {
                top.merge(number, 1, Integer::sum);
            }
            FieldDescriptor field = type.findFieldByNumber(number);
            if (field != null
                    && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                    && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
                int outer = in.pushLimit(in.readRawVarint32());
                add(field.getMessageType(), in, false);
                if (fields <= most) {
                    in.checkLastTagWas(0);
                }
                in.popLimit(outer);
            } else if (!in.skipField(tag)) {
                return;
            }
            tag = in.readTag();
        }
    }
}
