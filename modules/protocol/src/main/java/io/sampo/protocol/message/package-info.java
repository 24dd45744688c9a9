/**
 * The messages of the Kafka protocol and the table of its APIs. All but the two interfaces is made from Kafka's
 * specifications when Sampo is built (module {@code protocol-generator}); look for it in
 * {@code target/generated-sources/protocol}. Plain values, no threads.
 */
package io.sampo.protocol.message;
