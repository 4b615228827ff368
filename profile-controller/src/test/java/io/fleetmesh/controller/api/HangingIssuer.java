package io.fleetmesh.controller.api;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jose4j.http.Response;
import org.jose4j.http.SimpleGet;
import org.jose4j.http.SimpleResponse;

/** An issuer that gives its keys once; whoever asks again hears nothing until it is gone. */
final class HangingIssuer implements SimpleGet, AutoCloseable {
    private final String keySet;
    private final AtomicBoolean given = new AtomicBoolean();
    private final CountDownLatch gone = new CountDownLatch(1);

    HangingIssuer(String keySet) {
        this.keySet = keySet;
    }

    @Override
    public SimpleResponse get(String location) throws IOException {
        if (given.compareAndSet(false, true)) {
            return new Response(200, "OK", Map.of(), keySet);
        }
        try {
            gone.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(location);
        }
        throw new IOException(location + ": hung up");
    }

    @Override
    public void close() {
        gone.countDown();
    }
}
