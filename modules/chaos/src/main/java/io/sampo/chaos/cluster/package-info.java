/**
 * Broker processes and what lies between them, from outside: started from the distribution, watched by a client,
 * stopped by signals; networks by namespaces, disks by mounts. Knows nothing of what is inside of a broker.
 *
 * <p>Threading: objects belong to the thread that runs the rounds, but for {@link io.sampo.chaos.cluster.Observer}.
 */
package io.sampo.chaos.cluster;
