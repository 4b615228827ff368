package io.fleetmesh.controller.domain;

import io.fleetmesh.contract.Intent;
import io.fleetmesh.contract.resource.Kind;
import java.util.Optional;

/** What somebody wants to change of the declared objects. */
public sealed interface IntentChange {

    /** The object's key. */
    String key();

    /** An object that is not there yet. */
    record Create(Intent intent) implements IntentChange {
        @Override
        public String key() {
            return intent.key();
        }
    }

    /** An object as it shall be, there or not; with a resource version, only if it is there at that version. */
    record Put(Intent intent) implements IntentChange {
        @Override
        public String key() {
            return intent.key();
        }
    }

    /** An object that shall go; with a version, only if it is there at that one. */
    record Delete(Kind kind, String name, Optional<String> version) implements IntentChange {
        @Override
        public String key() {
            return kind.object(name);
        }
    }
}
