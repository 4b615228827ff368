package io.fleetmesh.meshstore.domain;

/** Versions that are not one. */
final class SeveralVersions implements Versions {
    static final Versions NONE = new SeveralVersions(new KeyValue[0]);

    private final KeyValue[] ascending;

    SeveralVersions(KeyValue[] ascending) {
        this.ascending = ascending;
    }

    @Override
    public KeyValue[] ascending() {
        return ascending;
    }

    @Override
    public byte[] keyBytes() {
        return ascending[0].keyBytes();
    }
}
