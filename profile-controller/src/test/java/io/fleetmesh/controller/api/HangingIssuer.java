package io.fleetmesh.controller.api;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jose4j.http.Response;
import org.jose4j.http.SimpleGet;
import org.jose4j.http.SimpleResponse;

/** An issuer that gives its keys once; whoever asks again hears nothing until it is let go, and then of others. */
final class HangingIssuer implements SimpleGet, AutoCloseable {
    private final String first;
    private final String later;
    private final AtomicBoolean given = new AtomicBoolean();
    private final CountDownLatch letGo = new CountDownLatch(1);

    HangingIssuer(String first, String later) {
        this.first = first;
        this.later = later;
    }

    @Override
    public SimpleResponse get(String location) throws IOException {
        if (given.compareAndSet(false, true)) {
            return new Response(200, "OK", Map.of(), first);
        }
        try {
            letGo.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(location);
        }
        return new Response(200, "OK", Map.of(), later);
    }

    @Override
    public void close() {
        letGo.countDown();
    }
}
