package io.fleetmesh.controller.domain.exports;

import io.fleetmesh.contract.ExportApproval;
import io.fleetmesh.contract.GlobalService;

/** A service name in a profile. */
public record ExportName(String profile, String namespace, String name) {
    static ExportName of(ExportApproval approval) {
        return new ExportName(approval.profile(), approval.namespace(), approval.name());
    }

    static ExportName of(String profile, GlobalService service) {
        return new ExportName(profile, service.namespace(), service.name());
    }

    /** The key of its record. */
    public String key() {
        return ExportApproval.key(profile, namespace, name);
    }

    /** The key of the service over the whole fleet. */
    public String service() {
        return namespace + "/" + name;
    }
}
