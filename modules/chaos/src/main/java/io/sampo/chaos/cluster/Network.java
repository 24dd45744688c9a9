package io.sampo.chaos.cluster;

import java.util.List;

/** What lies between brokers, and between them and the clients (node 0, {@link #CLIENT}). */
public interface Network {
    /** The node of the clients. */
    int CLIENT = 0;

    /** The address at which a node binds and is dialled. */
    String host(int node);

    /** What to put before a command that shall run at that node. */
    List<String> at(int node);

    /** Nothing that {@code from} sends reaches {@code to} any more; the other direction stays. */
    void cut(int from, int to);

    /** Everything passes again. */
    void heal();

    /** Whether {@link #cut} is possible. */
    boolean canCut();
}
