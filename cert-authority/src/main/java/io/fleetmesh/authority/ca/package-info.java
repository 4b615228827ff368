/** The authority's key, its certificates and their files. Nothing outside this package ever holds the authority's key. */
@NullMarked
package io.fleetmesh.authority.ca;

import org.jspecify.annotations.NullMarked;
