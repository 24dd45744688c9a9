package io.sampo.chaos.validate;

/**
 * Something wrong at one place.
 *
 * @param value -1 where there is none
 */
public record Anomaly(AnomalyKind kind, int key, long offset, long value) {}
