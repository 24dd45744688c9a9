package io.sampo.metadatalog.plugin;

/** An event or a snapshot of the tests. */
record Word(String text) {}
