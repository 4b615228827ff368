package io.fleetmesh.aggregator.domain;

import io.fleetmesh.contract.MeshRecord.EndpointSliceRecord;
import io.fleetmesh.contract.MeshRecord.HeldExportRecord;
import io.fleetmesh.contract.MeshRecord.ServiceRecord;
import java.util.List;
import java.util.Optional;

/**
 * What a member should give to the mesh for one service name.
 *
 * @param service present exactly when {@code verdict} is {@code EXPORTED}
 * @param slices by name; empty unless exported
 * @param held that the name waits for approval, be it for the Service or for a ServiceExport
 * @param problems what was left out of them, or why nothing is exported of a Service that asks for it
 */
public record Export(
        ExportVerdict verdict,
        Optional<ServiceRecord> service,
        List<EndpointSliceRecord> slices,
        Optional<HeldExportRecord> held,
        List<Problem> problems) {

    public Export {
        slices = List.copyOf(slices);
        problems = List.copyOf(problems);
    }

    static Export withheld(ExportVerdict verdict, Optional<HeldExportRecord> held, List<Problem> problems) {
        return new Export(verdict, Optional.empty(), List.of(), held, problems);
    }
}
