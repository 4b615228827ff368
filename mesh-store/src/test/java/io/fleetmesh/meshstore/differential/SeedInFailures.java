package io.fleetmesh.meshstore.differential;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/** Says with each failure how to have it again. */
final class SeedInFailures implements TestExecutionExceptionHandler {
    /** Another one with {@code -Dfleetmesh.seed=N}. */
    static final long SEED = Long.getLong("fleetmesh.seed", 1);

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) {
        throw new AssertionError("-Dfleetmesh.seed=" + SEED + ": " + failure.getMessage(), failure);
    }
}
