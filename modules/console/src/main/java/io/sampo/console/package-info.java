/**
 * What the commands of {@code sampo} share: the options that say where the cluster is, the client that goes there, and JSON.
 */
package io.sampo.console;
