package io.sampo.client.session;

/**
 * When a broker is asked whether it is there, and when it is given up. All in ms.
 *
 * @param intervalMs between probes while requests are outstanding
 * @param timeoutMs silence after a probe that ends the session
 * @param idleMs between signs of life while nothing is outstanding
 * @param requestTimeoutMs how long a living broker may take over one request
 */
public record ProbeRules(long intervalMs, long timeoutMs, long idleMs, long requestTimeoutMs) {}
