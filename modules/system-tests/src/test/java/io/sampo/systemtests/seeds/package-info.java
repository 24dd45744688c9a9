/** The lines that introductions to Kafka print, by Sampo's commands beside Kafka's own. */
package io.sampo.systemtests.seeds;
