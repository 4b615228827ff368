/** The command line for what operators declare. */
@NullMarked
package io.fleetmesh.ctl;

import org.jspecify.annotations.NullMarked;
