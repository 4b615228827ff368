package io.fleetmesh.authority.ca;

import java.nio.file.Path;

/**
 * One certificate with its key and its authority, in one directory that never changes once it can be seen: whoever uses these
 * paths has a matching pair. The directory stays until the second renewal after it.
 *
 * @param certificate PEM, the chain without its root
 * @param key PKCS#8 in PEM, readable by the owner only
 * @param authority PEM, what the other side's certificate is checked against
 */
public record IssuedFiles(Path certificate, Path key, Path authority) {
    static IssuedFiles in(Path directory) {
        return new IssuedFiles(directory.resolve("tls.crt"), directory.resolve("tls.key"), directory.resolve("ca.crt"));
    }
}
