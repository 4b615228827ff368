package io.fleetmesh.contract.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** What a text came to. */
public sealed interface Documents {

    /** Its documents; empty ones of YAML are left out. */
    record Read(List<JsonNode> documents) implements Documents {
        public Read {
            documents = List.copyOf(documents);
        }
    }

    /**
     * None that can be read.
     *
     * @param reason where, and what was expected
     */
    record Unreadable(String reason) implements Documents {}
}
