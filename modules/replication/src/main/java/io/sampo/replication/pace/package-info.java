/** When to send again and since when somebody lags: small clocks without a clock. Pure; time is an argument, in ms. */
package io.sampo.replication.pace;
