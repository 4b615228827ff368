package io.fleetmesh.watcher.kube;

import io.fleetmesh.contract.MemberFact.Reachability;
import io.fleetmesh.watcher.domain.Seen;

/** Asks for one thing that a member may lack or refuse, and is well all the same. */
final class Asking {
    private Asking() {}

    /** A question to the API. */
    @FunctionalInterface
    interface Question<T> {
        T ask() throws ApiFailure, BadField, InterruptedException;
    }

    static <T> Seen<T> of(Question<T> question) throws InterruptedException {
        try {
            return new Seen.Is<>(question.ask());
        } catch (BadField _) {
            return new Seen.Unknown<>();
        } catch (ApiFailure e) {
            if (e.notFound()) {
                return new Seen.None<>();
            }
            return e.trouble().kind() == Reachability.UNREACHABLE ? new Seen.Silent<>() : new Seen.Unknown<>();
        }
    }
}
