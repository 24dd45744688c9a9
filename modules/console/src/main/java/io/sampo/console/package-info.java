/** How a command reaches the cluster: the options that say where it is, and the client that goes there. */
package io.sampo.cli.connect;
