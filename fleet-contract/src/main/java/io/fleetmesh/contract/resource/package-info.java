/** What operators declare: the kinds of {@code fleetmesh.io/v1alpha1}, each field written down once, here. */
@NullMarked
package io.fleetmesh.contract.resource;

import org.jspecify.annotations.NullMarked;
