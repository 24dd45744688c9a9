/** Apache's kafka-clients, as they are, against Sampo. */
package io.sampo.samples.kafkaclients;
