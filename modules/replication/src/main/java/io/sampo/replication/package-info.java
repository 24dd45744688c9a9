/**
 * The rules of push replication: one pure state machine per partition replica, and the ports through which it speaks.
 *
 * <p>Everything here is single-threaded, does no I/O and takes time as an argument (HOUSE 4.1). The Pekko shell is in
 * {@code io.sampo.replication.actor}.
 */
package io.sampo.replication;
