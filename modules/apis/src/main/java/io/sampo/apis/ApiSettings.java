package io.sampo.apis;

/**
 * What the handlers read of a configuration.
 *
 * @param autoCreateTopics whether a topic is created because somebody asks for it
 * @param fetchBytesMax largest answer to a fetch, bytes; one batch always fits
 */
public record ApiSettings(boolean autoCreateTopics, int fetchBytesMax) {}
