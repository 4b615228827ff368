@NullMarked
package io.fleetmesh.meshstore.service;

import org.jspecify.annotations.NullMarked;
