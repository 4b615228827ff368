package io.fleetmesh.authority.domain;

import java.net.InetAddress;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a certificate says about its holder.
 *
 * @param ipAddresses compared as addresses, whatever their spelling
 */
public record Leaf(String commonName, Set<String> dnsNames, Set<String> ipAddresses, Set<Usage> usages) {
    public Leaf {
        dnsNames = Set.copyOf(dnsNames);
        ipAddresses = Set.copyOf(ipAddresses);
        usages = Set.copyOf(usages);
    }

    /** Whether both say the same; both must have passed {@link SubjectRules} or come from a certificate. */
    boolean saysTheSameAs(Leaf other) {
        return commonName.equals(other.commonName)
                && dnsNames.equals(other.dnsNames)
                && usages.equals(other.usages)
                && addresses().equals(other.addresses());
    }

    private Set<InetAddress> addresses() {
        return ipAddresses.stream().map(InetAddress::ofLiteral).collect(Collectors.toSet());
    }
}
