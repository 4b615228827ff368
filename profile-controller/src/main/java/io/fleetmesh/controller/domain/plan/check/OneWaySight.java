package io.fleetmesh.controller.domain.plan.check;

import io.fleetmesh.contract.ConsumerView;
import io.fleetmesh.controller.domain.plan.CheckInput;
import io.fleetmesh.controller.domain.plan.Judgement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who sees a member and is not seen by it: that member's agents know neither the caller's identity, so that policies take it for
 * the world, nor where its pods are, so that answers find no tunnel back.
 */
final class OneWaySight {
    private OneWaySight() {}

    static String judge(CheckInput in, Judgement out) {
        Map<String, Set<String>> sources = new HashMap<>();
        in.views().forEach((consumer, view) -> sources.put(consumer, new HashSet<>(view.sources())));
        int sights = 0;
        int returned = 0;
        for (ConsumerView view : in.views().values()) {
            List<String> blind = new ArrayList<>();
            for (String source : view.sources()) {
                boolean seen = sources.getOrDefault(source, Set.of()).contains(view.consumer());
                sights++;
                returned += seen ? 1 : 0;
                if (!seen && in.subjects().containsKey(source)) {
                    blind.add(source);
                }
            }
            if (!blind.isEmpty() && in.subjects().containsKey(view.consumer())) {
                out.warn(
                        List.of(view.consumer()),
                        view.consumer() + " sees " + Judgement.names(in.askedFirst(blind)) + ", of which none sees it",
                        "let their segments see its segment, too, at least a namespace without services; answers find no way"
                                + " back through a tunnel, and policies there take its pods for the world");
            }
        }
        return Count.part(returned, sights, "pair") + " of consumer and source in "
                + Count.of(in.views().size(), "view") + " see each other";
    }
}
