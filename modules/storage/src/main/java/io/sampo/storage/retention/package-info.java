/**
 * When records are old enough, or too many, to go: pure decisions over offsets, sizes and times that are handed in. No
 * files, no clock. {@link io.sampo.storage.retention.RetentionClock} is safe from any thread, the rest is values.
 */
package io.sampo.storage.retention;
