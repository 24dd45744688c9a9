package io.sampo.messages;

/** Marks what may cross a process boundary. Each permitted type has a fixed id and a golden-bytes test. */
public interface WireMessage {}
