/**
 * What the stages decide by: which records may still be worked on, what is done, what may be committed. Plain state machines,
 * each used by one stage at a time; no Pekko, no I/O, no clock, no threads.
 */
package io.sampo.streams.progress;
