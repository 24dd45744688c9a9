/** What {@code ops/bin/chaos} starts. */
package io.sampo.chaos.command;
