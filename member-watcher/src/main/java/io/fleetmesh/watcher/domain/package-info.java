/** What a watcher decides, as pure code: whom it talks to, which list it believes, what it writes and what it must not delete. */
@NullMarked
package io.fleetmesh.watcher.domain;

import org.jspecify.annotations.NullMarked;
