/**
 * The checker of REPLICATION §3.3: judges a history and says with the smallest witness what is wrong. Pure: no clock,
 * no threads, no I/O; O(n) in time and memory, columns of numbers throughout.
 *
 * <p>The checks of groups and transactions (numbers 8, 13, 14 and 15 there) have nothing to check yet. Number 16,
 * replicas equal byte by byte, is {@code sampo log verify --against}.
 */
package io.sampo.chaos.validate;
