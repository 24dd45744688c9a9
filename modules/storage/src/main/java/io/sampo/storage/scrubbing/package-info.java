/**
 * Damage that nobody has met yet, found before it is the last copy: the sealed segments of a log directory are read again and
 * again, slowly (STORAGE §4.6 e). One thread to a directory; figures from any thread.
 */
@org.jspecify.annotations.NullMarked
package io.sampo.storage.scrubbing;
