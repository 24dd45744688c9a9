/**
 * Sampo side by side with Apache Kafka 4.3.1 on one machine, from outside: {@code ops/bin/versus}.
 *
 * <p>Rows are values ({@link io.sampo.benchmarks.versus.Rows}): what is done, with which goals. {@code contender}
 * starts whoever is compared, {@code work} makes them work and measures, {@code report} turns pairs of runs into
 * ratios and verdicts. One thread; everything that is measured is another process.
 */
@NullMarked
package io.sampo.benchmarks.versus;

import org.jspecify.annotations.NullMarked;
