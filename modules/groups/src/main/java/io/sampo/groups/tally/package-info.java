/**
 * How groups stand and what happens to them, for people: counted where it is decided, in plain numbers that a shell shows. Pure,
 * for one thread at a time.
 */
package io.sampo.groups.tally;
