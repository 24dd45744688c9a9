/**
 * The two that are compared, as processes of this machine: how each is configured and started, and what the kernel
 * says that it used. Nothing of either is on our class path.
 *
 * <p>The system tests start Kafka too. This is a second starter because they are test code, which nothing may import,
 * and stand on the testkit, which brings a broker of ours into the JVM that measures; and because a comparison starts
 * both contenders in one way, with the flags that are compared. It is kept to what that takes: no tools, no output to
 * wait for, no restart.
 */
@NullMarked
package io.sampo.benchmarks.versus.contender;

import org.jspecify.annotations.NullMarked;
