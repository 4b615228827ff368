package io.fleetmesh.controller.api;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * As whom an address counts where places are counted by address. Who has an address of IPv6 has, as a rule, all of its /64, and could
 * come from another one each time: they count as one.
 */
final class AddressBlock {
    private AddressBlock() {}

    /** @param address as {@link InetAddress#getHostAddress} writes it; all who have none count as one */
    static String of(@Nullable String address) {
        if (address == null) {
            return "address unknown";
        }
        InetAddress literal = InetAddress.ofLiteral(address.replaceFirst("%.*", ""));
        return "address "
                + (literal instanceof Inet6Address ? network(literal.getAddress()) : literal.getHostAddress());
    }

    private static String network(byte[] address) {
        ByteBuffer groups = ByteBuffer.wrap(address);
        return "%x:%x:%x:%x::/64"
                .formatted(
                        (int) groups.getChar(), (int) groups.getChar(), (int) groups.getChar(), (int) groups.getChar());
    }
}
