/**
 * Child JVMs of a test: started, listened to, killed and always cleaned up. Used by the multi-node runner and by
 * {@link io.sampo.testkit.ProcessCluster}.
 *
 * <p>Objects belong to the thread that made them unless they say otherwise; output is read by threads of their own.
 */
package io.sampo.testkit.process;
