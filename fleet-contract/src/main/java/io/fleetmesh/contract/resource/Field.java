package io.fleetmesh.contract.resource;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a component of a declared record means and may hold. Schemas are made from it, and what comes in is checked against
 * them. A component must be given unless it is an {@code Optional}, a list or a map, or has a default.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
public @interface Field {
    /** Its meaning, for people. */
    String value();

    /** Of a text, of each text of a list, of each value of a map. */
    Format format() default Format.TEXT;

    /** Of a map's keys. */
    Format keys() default Format.TEXT;

    /** A number's least value. */
    long least() default 0;

    /** A number's greatest value. */
    long most() default Integer.MAX_VALUE;

    /** What stands for an absent value, as JSON; nothing does if it is empty. */
    String otherwise() default "";
}
