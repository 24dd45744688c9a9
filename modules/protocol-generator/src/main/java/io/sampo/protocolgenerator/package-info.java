/**
 * From Kafka's JSON message specifications to the Java sources of {@code protocol}. Runs while Sampo is built and is no
 * part of a broker. Single-threaded; what a specification says and this generator does not know ends the build with one
 * line that names message and field.
 */
package io.sampo.protocolgenerator;
