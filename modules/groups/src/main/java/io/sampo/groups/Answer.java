package io.sampo.groups;

/** The answer to the request of that id, whenever it came. */
public record Answer(long requestId, GroupResponse response) {}
