/** {@code sampo leaders}: one class per command. */
package io.sampo.cli.leaders;
