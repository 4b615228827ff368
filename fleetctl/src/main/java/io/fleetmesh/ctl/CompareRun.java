package io.fleetmesh.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fleetmesh.contract.MeshFamily;
import io.fleetmesh.ctl.compare.Cluster;
import io.fleetmesh.ctl.compare.Comparison;
import io.fleetmesh.ctl.compare.Difference;
import io.fleetmesh.ctl.compare.Entry;
import io.fleetmesh.ctl.compare.Keys;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;

/** {@code fleetctl compare}: reads both stores and tells what they do not agree on, as it is found. */
final class CompareRun {
    private static final String CONFIG_PREFIX = Keys.config("");
    /** Values of services may be large: fewer of them to a page. */
    private static final int LARGE = 20;

    private static final int SMALL = 500;

    private final NativeStore there;
    private final StoreEntries here;
    private final PrintWriter out;
    private int mistakes;
    private int purposes;

    CompareRun(NativeStore there, StoreEntries here, PrintWriter out) {
        this.there = there;
        this.here = here;
        this.out = out;
    }

    /** The exit code: 0 if nothing differs but what is to, 1 otherwise. */
    int run() {
        Entry ours = here.config();
        String cluster = ours.key().substring(CONFIG_PREFIX.length());
        byte[] theirs = there.value(Keys.config(cluster))
                .orElseThrow(() -> new Failure(
                        Failure.REFUSED,
                        "the etcd has no " + Keys.config(cluster)
                                + ": is it the one of this member, or of one that has it as a peer?"));
        Comparison.config(new Entry(ours.key(), theirs), ours).ifPresent(this::tell);
        JsonNode capabilities = json(theirs).path("capabilities");
        JsonNode own = json(ours.value());
        Comparison comparison = new Comparison(
                new Cluster(
                        cluster,
                        own.path("id").asInt(),
                        own.path("capabilities").path("maxConnectedClusters").asInt()),
                !capabilities.path("endpointSlicesExportMode").asText().isEmpty());
        boolean cached = capabilities.path("cached").asBoolean();
        for (MeshFamily family : MeshFamily.values()) {
            String prefix = cached ? Keys.cache(family, cluster) : Keys.state(family, cluster);
            int page = family == MeshFamily.SERVICES || family == MeshFamily.ENDPOINT_SLICES ? LARGE : SMALL;
            if (!here.isComplete(family.segment())) {
                out.println("! " + family.segment() + ": not all of it is known here yet");
            }
            comparison.family(
                    family,
                    there.entries(prefix, Keys.cache(family, cluster), page),
                    here.entries(family.segment()),
                    this::tell);
        }
        out.println(mistakes + " differences, and " + purposes + " on purpose");
        return mistakes == 0 ? 0 : Failure.DIFFERENT;
    }

    private static JsonNode json(byte[] value) {
        try {
            return new JsonMapper().readTree(value);
        } catch (IOException e) {
            throw new Failure(Failure.REFUSED, "a cluster configuration is no JSON: " + e.getMessage());
        }
    }

    private void tell(Difference difference) {
        if (difference.purpose().isPresent()) {
            purposes++;
        } else {
            mistakes++;
        }
        String mark = difference.purpose().isPresent() ? "  on purpose: " : "";
        switch (difference) {
            case Difference.MissingHere(String key, Optional<String> purpose) ->
                out.println(
                        "missing here   " + key + purpose.map(why -> mark + why).orElse(""));
            case Difference.MissingThere(String key, Optional<String> purpose) ->
                out.println(
                        "missing there  " + key + purpose.map(why -> mark + why).orElse(""));
            case Difference.Differs differs -> {
                out.println("differs        " + differs.key());
                differs.fields().forEach(this::tell);
            }
        }
    }

    private void tell(Difference.Field field) {
        String why = field.purpose().map(text -> "  on purpose: " + text).orElse("");
        out.println("    " + field.path() + ": there " + field.there().orElse("nothing") + ", here "
                + field.here().orElse("nothing") + why);
    }
}
