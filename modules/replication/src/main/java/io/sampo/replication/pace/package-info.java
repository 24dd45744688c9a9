/**
 * When to send again, since when somebody lags, and whether there is room to send: small clocks without a clock, and the
 * port to what other partitions send. Pure; time is an argument, in ms.
 */
package io.sampo.replication.pace;
