package io.fleetmesh.contract;

/**
 * That a part of a member's object was left out of what the member gives to the mesh, or corrected. It is told when it is found,
 * and again by whoever takes the member over; that it is put right is not told.
 *
 * @param member whose object it is
 * @param object the key of its fact
 * @param field the path inside the object
 * @param value what stands there, cut if it is long
 * @param expected what should stand there
 */
public record ObjectProblem(String member, String object, String field, String value, String expected)
        implements FleetRecord {
    @Override
    public String key() {
        return member + "/" + object + "/" + field;
    }
}
