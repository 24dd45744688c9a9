/**
 * The metadata log in bytes: explicit, versioned, hand-written. What is written here lies on disks for years and travels
 * to brokers of other versions, so a released form never changes; a new field is a new version of its record.
 *
 * <p>Pure functions, safe for any thread.
 */
package io.sampo.controller.codec;
