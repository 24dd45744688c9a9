/**
 * The command {@code sampo}: one class per command, picocli for the words, the client API and {@code BrokerNode} for the
 * work. Answers go to standard output, everything else to standard error; an error is one line. Only this module ends the
 * JVM.
 */
package io.sampo.cli;
