/** A real Kafka broker in this JVM. */
@NullMarked
package io.fleetmesh.embeddedkafka;

import org.jspecify.annotations.NullMarked;
