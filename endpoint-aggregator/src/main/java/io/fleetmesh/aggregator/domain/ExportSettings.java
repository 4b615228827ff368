package io.fleetmesh.aggregator.domain;

/**
 * What a profile says about exporting.
 *
 * @param namespaces whether a Namespace without the annotation takes part, if its member says so, too
 * @param maxConnectedClusters 255 or 511, the same in the whole profile
 */
public record ExportSettings(NamespaceDefault namespaces, int maxConnectedClusters) {
    /** Cilium's own defaults. */
    public static final ExportSettings DEFAULTS = new ExportSettings(NamespaceDefault.NOT_APPLIED, 255);

    public ExportSettings {
        if (maxConnectedClusters != 255 && maxConnectedClusters != 511) {
            throw new IllegalArgumentException(
                    "maxConnectedClusters: expected 255 or 511, found " + maxConnectedClusters);
        }
    }

    /** The same of another default. */
    ExportSettings with(NamespaceDefault other) {
        return new ExportSettings(other, maxConnectedClusters);
    }
}
