package io.fleetmesh.controller.api;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Who watches and does not take what comes. */
class SlowWatcherTest extends WatchedApi {
    /** A watch of members by somebody who reads nothing of it for now, and has room for little. */
    private Socket unread() throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.getOutputStream()
                .write(("GET " + PATH + "members?watch=true HTTP/1.1\r\nHost: 127.0.0.1\r\nas: anonymous\r\n\r\n")
                        .getBytes(StandardCharsets.UTF_8));
        return socket;
    }

    /** It reads nothing while more happens than is remembered and than the connection takes. */
    @Test
    void whoIsTooSlowIsCutAndToldWhy() throws IOException {
        try (Socket socket = unread()) {
            await().until(() -> watches.active() == 1);

            int written = 0;
            while (watches.active() == 1) {
                put("east", "t" + written);
                written++;
                assertTrue(written < 2_000_000, "it is never cut");
            }

            String all = readUntil(socket, "list again\"}}\n");
            assertTrue(all.contains("\"type\":\"ERROR\""), all.substring(Math.max(0, all.length() - 500)));
            assertTrue(all.contains("urn:fleetmesh:problem:expired"));
        }
    }

    /** What it reads nothing of is far less than is remembered, and more than the connection takes. */
    @Test
    void whoTakesNothingIsCutAndGoesOnWhereItHasRead() throws IOException, InterruptedException {
        serve(watches(Duration.ofMillis(250), LONG, LONG));
        try (Socket socket = unread()) {
            await().until(() -> watches.active() == 1);
            int changes = 900;
            for (int i = 0; i < changes; i++) {
                note(i);
            }
            await().until(() -> watches.active() == 0);

            String all = readUntil(socket, "that was read\"}]}}\n");
            String last = all.substring(all.lastIndexOf("{\"type\":\"ERROR\""));
            assertTrue(last.contains("\"status\":503") && last.contains("fleetmesh.api.watches.patience"), last);
            Matcher versions =
                    Pattern.compile("\"resourceVersion\":\"([0-9]+)\"").matcher(all);
            long seen = versions.results()
                    .mapToLong(found -> Long.parseLong(found.group(1)))
                    .max()
                    .orElseThrow();
            assertTrue(seen < changes, "it was told all");
            serve(watches(LONG, LONG, LONG));
            BufferedReader lines = watch("members?watch=true&resourceVersion=" + seen);
            for (long version = seen + 1; version <= changes; version++) {
                assertEquals((version == 1 ? "ADDED" : "MODIFIED") + " east@" + version, next(lines));
            }
        }
    }

    /** Objects come by key: nobody could say where to go on. */
    @Test
    void whoTakesNothingOfAllThereIsListsAgain() throws IOException {
        serve(watches(Duration.ofMillis(250), LONG, LONG));
        for (int i = 0; i < 900; i++) {
            note("m" + i, i);
        }
        try (Socket socket = unread()) {
            await().until(() -> meters.counter("fleetmesh_api_watches_cut", "reason", "slow")
                            .count()
                    == 1);

            String all = readUntil(socket, "list again\"}]}}\n");
            assertTrue(all.contains("\"status\":410"), all.substring(all.length() - 500));
        }
    }

    /** A large change of the member {@code east}. */
    private void note(int number) {
        note("east", number);
    }

    private void note(String name, int number) {
        String note = "x".repeat(4000) + number;
        put("apiVersion: fleetmesh.io/v1alpha1\nkind: Member\nmetadata: {name: " + name + ", annotations: {a: " + note
                + ", b: " + note + ", c: " + note + ", d: " + note + ", e: " + note + ", f: " + note
                + "}}\nspec: {address: 'https://10.0.0.1'}");
    }

    private static String readUntil(Socket socket, String end) throws IOException {
        StringBuilder all = new StringBuilder();
        byte[] buffer = new byte[65536];
        int count;
        do {
            count = socket.getInputStream().read(buffer);
            all.append(new String(buffer, 0, Math.max(0, count), StandardCharsets.ISO_8859_1));
        } while (count >= 0 && all.indexOf(end, Math.max(0, all.length() - 70_000)) < 0);
        return all.toString();
    }
}
