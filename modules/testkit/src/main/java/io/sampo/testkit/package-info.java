/**
 * Sampo for tests, ours and those of its users: a broker inside the JUnit JVM, clusters of broker processes, clusters of
 * JVMs that run one test together ({@code multinode}), and faults as objects.
 *
 * <p>Everything listens on loopback with free ports and stops with {@code close()}. Methods block and are meant for the
 * thread of a test, never for an actor.
 */
package io.sampo.testkit;
