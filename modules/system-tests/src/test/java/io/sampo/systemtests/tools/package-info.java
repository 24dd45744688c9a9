/**
 * The tools that come with Apache Kafka, in processes of their own and unmodified, against Sampo and against Kafka: one call after
 * the other, and what both print is compared. Test code; one thread.
 */
@NullMarked
package io.sampo.systemtests.tools;

import org.jspecify.annotations.NullMarked;
