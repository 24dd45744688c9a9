/** What a person or a script reads: descriptions in Kafka's words and the same as JSON. Values in, text out; no I/O. */
package io.sampo.cli.output;
