package io.sampo.groups;

/**
 * The time, as an argument.
 *
 * @param ms of a clock that only goes forward, for deadlines; its zero means nothing
 * @param wallMs since 1970, for what is written down and for retention
 */
public record Now(long ms, long wallMs) {}
