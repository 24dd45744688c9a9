/**
 * {@code sampo log …}: the files of a log, read without the broker. {@code io.sampo.inspection} finds, this package asks
 * and prints.
 */
@NullMarked
package io.sampo.cli.log;

import org.jspecify.annotations.NullMarked;
