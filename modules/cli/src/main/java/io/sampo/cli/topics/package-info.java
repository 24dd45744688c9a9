/** {@code sampo topics}: one class per command. */
package io.sampo.cli.topics;
