/** Clients of others, as they come from their makers, against brokers of ours. */
package io.sampo.systemtests.compat;
