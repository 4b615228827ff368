package io.fleetmesh.controller.api;

import io.fleetmesh.contract.resource.FieldProblem;
import io.fleetmesh.controller.api.Answer.Problem;
import io.fleetmesh.controller.domain.access.Caller;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of the API now. Whoever wants more than it may is refused, with the name of the bound, and nobody else notices.
 * Thread-safe.
 */
public final class ApiLoad {
    /** Of a bound that all share. */
    private static final String ALL = "the server";

    private final ApiLimits limits;
    private final MeterRegistry meters;
    private final Bound connections;
    private final Bound connectionsOfAddress;
    private final Bound requests;
    private final Bound requestsOfCaller;
    private final Bound unauthenticatedOfAddress;
    private final Bound watches;
    private final Bound watchesOfCaller;

    public ApiLoad(ApiLimits limits, MeterRegistry meters) {
        this.limits = limits;
        this.meters = meters;
        connections = new Bound("connections.open", limits.connections().open());
        connectionsOfAddress =
                new Bound("connections.per-address", limits.connections().perAddress());
        requests = new Bound("requests.open", limits.requests().open());
        requestsOfCaller = new Bound("requests.per-caller", limits.requests().perCaller());
        unauthenticatedOfAddress = new Bound(
                "requests.unauthenticated-per-address", limits.requests().unauthenticatedPerAddress());
        watches = new Bound("watches.open", limits.watches().open());
        watchesOfCaller = new Bound("watches.per-caller", limits.watches().perCaller());
        meters.gauge("fleetmesh_api_connections", connections, Bound::held);
        meters.gauge("fleetmesh_api_requests", requests, Bound::held);
        meters.gauge("fleetmesh_api_requests_unauthenticated", unauthenticatedOfAddress, Bound::held);
        meters.gauge("fleetmesh_api_watches", watches, Bound::held);
    }

    /** Nothing asked yet, with the usual bounds, and measured nowhere. */
    static ApiLoad usual() {
        return new ApiLoad(ApiLimits.USUAL, new SimpleMeterRegistry());
    }

    ApiLimits limits() {
        return limits;
    }

    /** One connection more; what is returned gives its place back. */
    Runnable connection(@Nullable String address) throws Refused {
        Runnable one = take(connectionsOfAddress, AddressBlock.of(address), Problem.TOO_MANY);
        return with(one, connections);
    }

    /** One request more, whoever asks. */
    Runnable request() throws Refused {
        return take(requests, ALL, Problem.BUSY);
    }

    /** It comes from there, and it is not known who asks. */
    Runnable unauthenticated(@Nullable String address) throws Refused {
        return take(unauthenticatedOfAddress, AddressBlock.of(address), Problem.TOO_MANY);
    }

    /** It is this caller's. */
    Runnable request(Caller caller) throws Refused {
        return take(requestsOfCaller, holder(caller), Problem.TOO_MANY);
    }

    /** One watch more. */
    Runnable watch(Caller caller) throws Refused {
        Runnable one = take(watchesOfCaller, holder(caller), Problem.TOO_MANY);
        return with(one, watches);
    }

    int watching() {
        return watches.held();
    }

    /** @param reason slow, or behind */
    void watchCut(String reason) {
        meters.counter("fleetmesh_api_watches_cut", "reason", reason).increment();
    }

    private static String holder(Caller caller) {
        return "caller " + caller.name();
    }

    private Runnable with(Runnable one, Bound all) throws Refused {
        try {
            Runnable other = take(all, ALL, Problem.BUSY);
            return () -> {
                one.run();
                other.run();
            };
        } catch (Refused e) {
            one.run();
            throw e;
        }
    }

    private Runnable take(Bound bound, String holder, Problem problem) throws Refused {
        if (!bound.take(holder)) {
            meters.counter("fleetmesh_api_refused", "limit", bound.setting()).increment();
            FieldProblem full = new FieldProblem(
                    holder,
                    "fleetmesh.api." + bound.setting(),
                    bound.most() + " already",
                    "at most " + bound.most() + " at once: end one, wait, or have the setting raised");
            throw new Refused(Answer.problem(problem, full.text(), full));
        }
        return bound.giver(holder);
    }
}
