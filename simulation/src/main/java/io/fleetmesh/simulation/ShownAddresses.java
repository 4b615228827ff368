package io.fleetmesh.simulation;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Addresses and identities that agents see, and what is wrong with them. */
final class ShownAddresses {
    private static final String ADDRESSES = "cilium/cache/ip/v1/";
    private static final String IDENTITIES = "cilium/cache/identities/v1/";
    private static final Pattern VALUE = Pattern.compile("\"ID\":(\\d+).*\"K8sPodName\":\"([^\"]+)\"");

    private record Shown(String pod, String identity) {}

    private final Map<String, SimMember> members;
    private final SimController controller;
    private final AppliedView applied;
    private final Map<String, Shown> addresses = new TreeMap<>();
    private final Set<String> identities = new HashSet<>();

    ShownAddresses(Map<String, SimMember> members, SimController controller, AppliedView applied) {
        this.members = members;
        this.controller = controller;
        this.applied = applied;
    }

    /** A key of any family has a value; what is wrong with it. */
    Optional<String> put(String key, String value) {
        if (key.startsWith(IDENTITIES)) {
            identities.add(key);
        }
        if (!key.startsWith(ADDRESSES)) {
            return Optional.empty();
        }
        Matcher matcher = VALUE.matcher(value);
        if (!matcher.find()) {
            return Optional.of("no pod and identity in " + value);
        }
        if (applied.hidesAddresses(member(key)) && !applied.permitsAddresses(member(key))) {
            return Optional.of("shown, and the view does not permit " + key);
        }
        Shown now = new Shown(matcher.group(2), IDENTITIES + member(key) + "/id/" + matcher.group(1));
        Optional<Shown> before = Optional.ofNullable(addresses.put(key, now));
        return before.filter(shown -> !shown.pod().equals(now.pod())).flatMap(shown -> lost(key, shown));
    }

    /** A key of any family is there no more; what is wrong with that. */
    Optional<String> delete(String key) {
        identities.remove(key);
        return Optional.ofNullable(addresses.remove(key)).flatMap(shown -> lost(key, shown));
    }

    private Optional<String> lost(String key, Shown shown) {
        boolean withdrawn = controller.everClosed()
                || applied.takesAddresses(member(key))
                || members.get(member(key))
                        .pods()
                        .filter(pods -> pods.wasWithdrawn(shown.pod()))
                        .isPresent();
        return withdrawn ? Optional.empty() : Optional.of(key + " is lost to " + shown.pod() + ", which is there");
    }

    /**
     * An address whose identity is not shown.
     *
     * @param excused members of which that may be
     */
    Optional<String> withoutIdentity(Predicate<String> excused) {
        return addresses.entrySet().stream()
                .filter(entry -> !excused.test(member(entry.getKey())))
                .filter(entry -> !identities.contains(entry.getValue().identity()))
                .map(entry ->
                        entry.getKey() + " is shown without " + entry.getValue().identity())
                .findFirst();
    }

    /** Whose they are, as {@link SimLog#pod} names them. */
    Set<String> pods() {
        return addresses.entrySet().stream()
                .map(entry ->
                        SimLog.pod(member(entry.getKey()), entry.getValue().pod()))
                .collect(Collectors.toSet());
    }

    /** Whether some are shown of a source whose the view hides. */
    Optional<String> hidden(String source) {
        return applied.hidesAddresses(source)
                ? addresses.keySet().stream()
                        .filter(key -> member(key).equals(source))
                        .map(key -> key + " is shown, which the view hides")
                        .findFirst()
                : Optional.empty();
    }

    /** In what addresses are not those of the members' pods. */
    Optional<String> differences() {
        Map<String, String> expected = new TreeMap<>();
        members.values().stream()
                .filter(member -> controller.open() && AppliedView.givesAddresses(controller.view(), member.name()))
                .forEach(member -> member.pods()
                        .ifPresent(pods -> pods.byAddress()
                                .forEach((address, pod) ->
                                        expected.put(ADDRESSES + member.name() + "/" + address, pod))));
        Map<String, String> found = new TreeMap<>();
        addresses.forEach((key, shown) -> found.put(key, shown.pod()));
        return found.equals(expected)
                ? Optional.empty()
                : Optional.of("at the end addresses are " + found + ", expected " + expected);
    }

    private static String member(String key) {
        return key.substring(ADDRESSES.length(), key.indexOf('/', ADDRESSES.length()));
    }
}
