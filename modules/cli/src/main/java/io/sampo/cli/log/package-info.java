/**
 * {@code sampo log …}: the files of a log, read without the broker. {@code io.sampo.storage.inspect} finds, this package asks
 * and prints.
 */
@NullMarked
package io.sampo.cli.log;

import org.jspecify.annotations.NullMarked;
