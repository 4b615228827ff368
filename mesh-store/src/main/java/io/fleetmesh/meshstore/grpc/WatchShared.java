package io.fleetmesh.meshstore.grpc;

import java.util.concurrent.Executor;

/**
 * What all streams of watches have in common.
 *
 * @param open watches that may be open, over all streams
 * @param frames bytes of responses that may be held, over all streams
 * @param executor runs the streams' work, any number at once
 */
record WatchShared(
        ViewGate gate,
        HeaderFactory headers,
        StoreMeters meters,
        StoreLimits.OfWatches limits,
        Quota open,
        ByteBudget frames,
        Executor executor) {}
