/**
 * What a log remembers of its producers beside its batches, in Kafka's files: producer snapshots ({@code .snapshot}) and the
 * index of aborted transactions ({@code .txnindex}). All of it can be built again from the batches, so nothing here is
 * trusted that does not fit them (R18). Files are written by one thread at a time; values may go anywhere.
 */
@org.jspecify.annotations.NullMarked
package io.sampo.storage.producer;
