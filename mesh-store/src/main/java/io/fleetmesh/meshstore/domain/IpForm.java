package io.fleetmesh.meshstore.domain;

import io.fleetmesh.contract.CompactCodec;
import io.fleetmesh.contract.MeshRecord.ClusterConfigRecord;
import io.fleetmesh.contract.MeshRecord.IpRecord;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Addresses are nine entries of ten: their records are kept as the values that are served, from which they can be read
 * again. One with a character that JSON escapes, which no name in Kubernetes has, is kept in the compact form, an array.
 */
final class IpForm implements Form<IpRecord> {
    private static final Pattern VALUE = Pattern.compile(
            "\\{\"IP\":\"([^\"]*)\",\"Mask\":null,\"HostIP\":\"([^\"]*)\",\"ID\":(\\d+),\"Key\":(\\d+),\"Metadata\":\"\""
                    + text("K8sNamespace") + text("K8sPodName") + text("K8sServiceAccount") + "}");

    private static final String NAMESPACE = ",\"K8sNamespace\":\"";

    private static String text(String name) {
        return "(?:,\"" + name + "\":\"([^\"]*)\")?";
    }

    @Override
    public byte[] pack(IpRecord record) {
        byte[] value = CiliumFamilyValues.ip(record).bytes();
        for (byte b : value) {
            if (b == '\\') {
                return CompactCodec.pack(record);
            }
        }
        return value;
    }

    @Override
    public IpRecord unpack(byte[] packed) {
        if (!isValue(packed)) {
            return CompactCodec.unpack(IpRecord.class, packed);
        }
        Matcher value = VALUE.matcher(Bytes.of(packed).toString());
        if (!value.matches()) {
            throw new IllegalStateException("an address that was kept cannot be read again: " + value);
        }
        return new IpRecord(
                value.group(1),
                optional(value.group(2)),
                Long.parseLong(value.group(3)),
                Integer.parseInt(value.group(4)),
                optional(value.group(5)).orElse(""),
                optional(value.group(6)).orElse(""),
                optional(value.group(7)));
    }

    @Override
    public Map<String, byte[]> table() {
        return new IpValues();
    }

    /** That of its pod. */
    @Override
    public Optional<String> namespace(String name, byte[] packed) {
        if (!isValue(packed)) {
            return optional(unpack(packed).namespace());
        }
        // Nothing is escaped in a value, so that no text in it can look like a field.
        String value = Bytes.of(packed).toString();
        int start = value.indexOf(NAMESPACE) + NAMESPACE.length();
        return start < NAMESPACE.length()
                ? Optional.empty()
                : Optional.of(value.substring(start, value.indexOf('"', start)));
    }

    private static boolean isValue(byte[] packed) {
        return packed[0] == '{';
    }

    private static Optional<String> optional(@Nullable String text) {
        return Optional.ofNullable(text).filter(some -> !some.isEmpty());
    }

    @Override
    public Bytes render(ClusterConfigRecord config, byte[] packed) {
        return isValue(packed) ? Bytes.of(packed) : CiliumFamilyValues.ip(unpack(packed));
    }
}
