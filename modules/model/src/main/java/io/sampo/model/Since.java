package io.sampo.model;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Wire version in which a component joined its record; without it, 1. New components stand last. A reader gives them the
 * value 0, false, empty or null where the writer was older. Upgrade in two steps: first every node gets the release that
 * reads the new version, then the one that needs it.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Since {
    int value();
}
