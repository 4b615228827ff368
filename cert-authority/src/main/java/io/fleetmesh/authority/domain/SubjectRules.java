package io.fleetmesh.authority.domain;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Which subjects can be named in a certificate. Each check answers with what is wrong, or with nothing. */
final class SubjectRules {
    private static final Pattern CLUSTER_NAME = Pattern.compile("([a-z0-9][-a-z0-9]*)?[a-z0-9]");
    private static final int CLUSTER_NAME_LENGTH = 32;

    private static final Pattern OPERATOR = Pattern.compile("[a-z0-9]([-a-z0-9._@]*[a-z0-9])?");
    /** What is left of a common name behind "user:". */
    private static final int OPERATOR_LENGTH = 59;
    /** Who asks where nobody can be authenticated. */
    private static final String NOBODY = "anonymous";

    private static final String LABEL = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?";
    private static final Pattern DNS_NAME = Pattern.compile("(\\*\\.)?" + LABEL + "(\\." + LABEL + ")*");
    private static final int DNS_NAME_LENGTH = 253;
    /** X.520's upper bound of a common name. */
    private static final int COMMON_NAME_LENGTH = 64;

    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");

    private SubjectRules() {}

    static Optional<String> refusal(Subject subject) {
        return switch (subject) {
            case Subject.ConsumerClient client -> clusterName(client.clusterName());
            case Subject.Operator operator -> operatorName(operator.name());
            case Subject.ApiServer api -> names(api.dnsNames(), api.ipAddresses());
            case Subject.StoreServer(String name, List<String> names, List<String> addresses) ->
                server(name, names, addresses);
            case Subject.Broker(List<String> names, List<String> addresses) ->
                server(Subject.Broker.BROKER, names, addresses);
            case Subject.BusClient(String name) -> commonName(name);
        };
    }

    private static Optional<String> clusterName(String name) {
        boolean valid = name.length() <= CLUSTER_NAME_LENGTH
                && CLUSTER_NAME.matcher(name).matches();
        return valid
                ? Optional.empty()
                : wrong(
                        "clusterName",
                        name,
                        "at most " + CLUSTER_NAME_LENGTH + " of a-z, 0-9 and '-', with a letter or digit at both ends");
    }

    private static Optional<String> operatorName(String name) {
        return name.length() <= OPERATOR_LENGTH && OPERATOR.matcher(name).matches() && !name.equals(NOBODY)
                ? Optional.empty()
                : wrong(
                        "operator",
                        name,
                        "at most " + OPERATOR_LENGTH
                                + " of a-z, 0-9, '-', '.', '_' and '@', with a letter or digit at both"
                                + " ends, and not " + NOBODY);
    }

    private static Optional<String> commonName(String name) {
        return name.length() > COMMON_NAME_LENGTH || !isDnsName(name)
                ? wrong("commonName", name, "a DNS name of at most " + COMMON_NAME_LENGTH + " characters")
                : Optional.empty();
    }

    private static Optional<String> server(String commonName, List<String> names, List<String> addresses) {
        return commonName(commonName).or(() -> names(names, addresses));
    }

    private static Optional<String> names(List<String> dnsNames, List<String> ipAddresses) {
        if (dnsNames.isEmpty() && ipAddresses.isEmpty()) {
            return Optional.of("dnsNames, ipAddresses: expected at least one name or address, found none");
        }
        return dnsNames.stream()
                .filter(name -> !isDnsName(name))
                .findFirst()
                .flatMap(name -> wrong("dnsNames", name, "a DNS name in lower case"))
                .or(() -> ipAddresses.stream()
                        .filter(address -> !isAddress(address))
                        .findFirst()
                        .flatMap(address -> wrong("ipAddresses", address, "an IPv4 or IPv6 address without a zone")));
    }

    private static boolean isDnsName(String name) {
        return name.length() <= DNS_NAME_LENGTH && DNS_NAME.matcher(name).matches();
    }

    private static boolean isAddress(String text) {
        if (text.indexOf(':') < 0) {
            return IPV4.matcher(text).matches();
        }
        return text.indexOf('%') < 0 && text.indexOf('[') < 0 && isLiteral(text);
    }

    private static boolean isLiteral(String text) {
        try {
            return !InetAddress.ofLiteral(text).getHostAddress().isEmpty();
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static Optional<String> wrong(String field, String value, String expected) {
        return Optional.of(field + ": expected " + expected + ", found '" + value + "'");
    }
}
