/** {@code sampo reassign}: partitions move to other brokers, by plans in the format of Kafka's reassignment files. */
package io.sampo.cli.reassign;
