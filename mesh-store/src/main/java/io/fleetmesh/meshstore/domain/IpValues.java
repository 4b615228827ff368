package io.fleetmesh.meshstore.domain;

import static java.nio.charset.StandardCharsets.UTF_8;

import it.unimi.dsi.fastutil.Hash;
import it.unimi.dsi.fastutil.objects.ObjectOpenCustomHashSet;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Packed addresses by the address, which stands in each and is kept nowhere else: a million names and their nodes in a map of
 * the JDK are seventy megabytes. An address is RFC 5952 text. Not thread-safe.
 */
final class IpValues extends AbstractMap<String, byte[]> {
    private static final String VALUE = "{\"IP\":\"";
    private static final String COMPACT = "[\"";

    @SuppressWarnings("UndefinedEquals") // The strategy says what is equal.
    private final ObjectOpenCustomHashSet<byte[]> packed = new ObjectOpenCustomHashSet<>(new ByAddress());

    private static final class ByAddress implements Hash.Strategy<byte[]> {
        @Override
        public int hashCode(byte @Nullable [] one) {
            int hash = 0;
            if (one != null) {
                for (int i = start(one); i < end(one); i++) {
                    hash = 31 * hash + one[i];
                }
            }
            return hash;
        }

        @Override
        public boolean equals(byte @Nullable [] one, byte @Nullable [] other) {
            return one != null
                    && other != null
                    && Arrays.equals(one, start(one), end(one), other, start(other), end(other));
        }
    }

    private static int start(byte[] packed) {
        return packed[0] == VALUE.charAt(0) ? VALUE.length() : COMPACT.length();
    }

    private static int end(byte[] packed) {
        int end = start(packed);
        while (packed[end] != '"') {
            end++;
        }
        return end;
    }

    private static String address(byte[] packed) {
        return new String(packed, start(packed), end(packed) - start(packed), UTF_8);
    }

    /** What is found at the place of an address. */
    private static byte[] probe(Object address) {
        return (VALUE + address + '"').getBytes(UTF_8);
    }

    /** @param newer of this very address */
    @Override
    public byte @Nullable [] put(String address, byte[] newer) {
        byte[] before = packed.get(newer);
        if (before != null) {
            packed.remove(before);
        }
        packed.add(newer);
        return before;
    }

    @Override
    public byte @Nullable [] get(Object address) {
        return packed.get(probe(address));
    }

    @Override
    public byte @Nullable [] remove(Object address) {
        byte[] before = get(address);
        if (before != null) {
            packed.remove(before);
        }
        return before;
    }

    @Override
    public Set<Map.Entry<String, byte[]>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public int size() {
                return packed.size();
            }

            @Override
            public Iterator<Map.Entry<String, byte[]>> iterator() {
                Iterator<byte[]> all = packed.iterator();
                return new Iterator<>() {
                    @Override
                    public boolean hasNext() {
                        return all.hasNext();
                    }

                    @Override
                    public Map.Entry<String, byte[]> next() {
                        byte[] next = all.next();
                        return Map.entry(address(next), next);
                    }
                };
            }
        };
    }
}
