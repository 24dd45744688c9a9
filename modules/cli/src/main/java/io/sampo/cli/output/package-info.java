/** What a person or a script reads of a cluster: a description, and the same as JSON. Values in, text out; no I/O. */
package io.sampo.cli.output;
