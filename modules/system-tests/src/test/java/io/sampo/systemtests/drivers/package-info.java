/**
 * The drivers of {@code modules/benchmarks}, which scripts compile on the machine where they measure: here, so that a change of an API
 * that they use is noticed before that.
 */
package io.sampo.systemtests.drivers;
