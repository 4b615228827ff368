package io.fleetmesh.controller.api;

import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import org.jose4j.http.SimpleGet;
import org.jose4j.http.SimpleResponse;
import org.jose4j.json.JsonUtil;
import org.jose4j.lang.JoseException;

/**
 * The key set that an issuer's discovery document names. The document is read each time the keys are, so that they can move.
 * It must be this issuer's own, and its keys must come by TLS.
 */
final class Discovery implements SimpleGet {
    private final String issuer;
    private final SimpleGet get;

    Discovery(String issuer, SimpleGet get) {
        this.issuer = issuer;
        this.get = get;
    }

    @Override
    public SimpleResponse get(String document) throws IOException {
        Map<String, Object> said = parsed(document);
        if (!issuer.equals(said.get("issuer"))) {
            throw wrong(document, "issuer", issuer, said);
        }
        if (!Keys.isHttps(said.get("jwks_uri"))) {
            throw wrong(document, "jwks_uri", "an address that begins with https://", said);
        }
        return get.get(Objects.toString(said.get("jwks_uri")));
    }

    private Map<String, Object> parsed(String document) throws IOException {
        try {
            return JsonUtil.parseJson(get.get(document).getBody());
        } catch (JoseException e) {
            throw new IOException(document + ": expected a JSON object: " + e.getMessage(), e);
        }
    }

    private static IOException wrong(String document, String field, String expected, Map<String, Object> said) {
        return new IOException(document + ", " + field + ": expected " + expected + ", found " + said.get(field));
    }
}
