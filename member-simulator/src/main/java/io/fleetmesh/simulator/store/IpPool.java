package io.fleetmesh.simulator.store;

import java.util.BitSet;
import java.util.Optional;

/** The IPv4 addresses of one CIDR, handed out in turn so that a freed one rests as long as it can. */
public final class IpPool {
    private final long base;
    private final int size;
    private final int reserved;
    private final BitSet used = new BitSet();
    private int next;

    /** A pool whose first {@code reserved} addresses are never handed out. */
    private IpPool(long base, int size, int reserved) {
        this.base = base;
        this.size = size;
        this.reserved = reserved;
        this.next = reserved;
    }

    /** Empty if {@code cidr} is not an IPv4 CIDR between /8 and /28. */
    public static Optional<IpPool> of(String cidr, int reserved) {
        String[] parts = cidr.split("/", -1);
        if (parts.length != 2 || !parts[1].matches("[12]?[0-9]")) {
            return Optional.empty();
        }
        int prefix = Integer.parseInt(parts[1]);
        long address = number(parts[0]);
        if (address < 0 || prefix < 8 || prefix > 28) {
            return Optional.empty();
        }
        int size = 1 << (32 - prefix);
        return Optional.of(new IpPool(address & -size, size, reserved));
    }

    /** Empty if all are in use. */
    public Optional<String> take() {
        int free = used.nextClearBit(next);
        if (free >= size - 1) {
            free = used.nextClearBit(reserved);
        }
        if (free >= size - 1) {
            return Optional.empty();
        }
        used.set(free);
        next = free + 1;
        return Optional.of(address(free));
    }

    /** Marks an address as used by something that brought its own. */
    public void reserve(String address) {
        long offset = number(address) - base;
        if (offset >= 0 && offset < size) {
            used.set((int) offset);
        }
    }

    public void release(String address) {
        long offset = number(address) - base;
        if (offset >= 0 && offset < size) {
            used.clear((int) offset);
        }
    }

    /** The address at an offset from the start of the CIDR. */
    public String address(int offset) {
        long ip = base + offset;
        return (ip >> 24 & 255) + "." + (ip >> 16 & 255) + "." + (ip >> 8 & 255) + "." + (ip & 255);
    }

    private static long number(String address) {
        if (!address.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}")) {
            return -1;
        }
        long number = 0;
        for (String part : address.split("\\.", -1)) {
            int octet = Integer.parseInt(part);
            if (octet > 255) {
                return -1;
            }
            number = number << 8 | octet;
        }
        return number;
    }
}
