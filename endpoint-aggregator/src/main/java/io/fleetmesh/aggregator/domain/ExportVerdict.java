package io.fleetmesh.aggregator.domain;

import io.fleetmesh.contract.MemberFact.ServiceFact;
import java.util.Map;
import java.util.Optional;

/**
 * Whether a Service is exported, and if not, why. The rules are those of stock Cilium's clustermesh-apiserver; where the
 * 1.19 and 1.20 lines differ, those of 1.20.
 */
public enum ExportVerdict {
    EXPORTED,
    /** There is no Service of this name. */
    ABSENT,
    /** An ExternalName Service has no address that an agent would take. */
    EXTERNAL_NAME,
    /** Another proxy serves it: label {@code service.kubernetes.io/service-proxy-name}. */
    OTHER_PROXY,
    /** Annotation {@code service.cilium.io/global} is not true. */
    NOT_GLOBAL,
    /** Annotation {@code service.cilium.io/shared} is there and is not true. */
    NOT_SHARED,
    /** Its Namespace has not been seen (yet), so nobody can say whether it takes part. */
    NAMESPACE_UNKNOWN,
    /** Its Namespace does not take part: annotation {@code clustermesh.cilium.io/global} or the default. */
    NAMESPACE_NOT_GLOBAL,
    /** Nobody has approved yet that its member exports the name, and the profile's exports are held. */
    HELD;

    private static final String PROXY_LABEL = "service.kubernetes.io/service-proxy-name";
    private static final String GLOBAL = "service.cilium.io/global";
    private static final String GLOBAL_ALIAS = "io.cilium/global-service";
    private static final String SHARED = "service.cilium.io/shared";
    private static final String SHARED_ALIAS = "io.cilium/shared-service";

    /** @param takesPart whether its Namespace does, empty if nobody can say */
    static ExportVerdict of(ServiceFact service, Optional<Boolean> takesPart) {
        if (isExternalName(service)) {
            return EXTERNAL_NAME;
        }
        if (hasOtherProxy(service)) {
            return OTHER_PROXY;
        }
        if (!flag(service.annotations(), GLOBAL, GLOBAL_ALIAS, false)) {
            return NOT_GLOBAL;
        }
        if (!flag(service.annotations(), SHARED, SHARED_ALIAS, true)) {
            return NOT_SHARED;
        }
        return takesPart.map(global -> global ? EXPORTED : NAMESPACE_NOT_GLOBAL).orElse(NAMESPACE_UNKNOWN);
    }

    /** What is wrong with a Service that asks to be exported and cannot be, if so. */
    static Optional<Problem> unusable(ServiceFact service) {
        boolean asks = flag(service.annotations(), GLOBAL, GLOBAL_ALIAS, false)
                && flag(service.annotations(), SHARED, SHARED_ALIAS, true);
        if (asks && isExternalName(service)) {
            return Optional.of(new Problem(service.key(), "spec.type", service.type(), "a type with addresses"));
        }
        if (asks && hasOtherProxy(service)) {
            String proxy = service.labels().get(PROXY_LABEL);
            return Optional.of(
                    new Problem(service.key(), "metadata.labels[" + PROXY_LABEL + "]", proxy, "none: Cilium skips it"));
        }
        return Optional.empty();
    }

    static boolean isExternalName(ServiceFact service) {
        return service.type().equals("ExternalName");
    }

    static boolean hasOtherProxy(ServiceFact service) {
        return service.labels().containsKey(PROXY_LABEL);
    }

    /** The annotation decides where it is present, its old alias only where it is not. */
    private static boolean flag(Map<String, String> annotations, String name, String alias, boolean otherwise) {
        return Optional.ofNullable(annotations.get(name))
                .or(() -> Optional.ofNullable(annotations.get(alias)))
                .map(NamespaceRule::isTrue)
                .orElse(otherwise);
    }
}
