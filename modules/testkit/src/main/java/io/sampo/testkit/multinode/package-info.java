/**
 * Multi-node tests as normal JUnit 5 classes: {@link io.sampo.testkit.multinode.MultiNodeTest} on a class, one JVM per role,
 * barriers and network faults by Pekko's {@code TestConductor}; no ScalaTest, no sbt.
 *
 * <p>In the JVM of Surefire ("parent") a test method does not run: {@link io.sampo.testkit.multinode.MultiNodeRun} forks one
 * JVM per role ("child"), each of which runs the same method with its own {@link io.sampo.testkit.multinode.MultiNode}.
 * The method passes when it passes in every role.
 *
 * <p>What to know of the conductor (PEKKO §5): the first role hosts it and must not die; it can drop, not delay or
 * throttle; barriers are for test threads, never for actors; it touches Artery only, hence {@link io.sampo.testkit.Cut}.
 *
 * <p>Whoever uses this package declares {@code pekko-multi-node-testkit} and {@code junit-platform-launcher} in test scope.
 */
package io.sampo.testkit.multinode;
