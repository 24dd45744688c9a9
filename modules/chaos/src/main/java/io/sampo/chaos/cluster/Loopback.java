package io.sampo.chaos.cluster;

import java.util.List;

/** All on 127.0.0.1, where nothing can be cut. */
public final class Loopback implements Network {
    @Override
    public String host(int node) {
        return "127.0.0.1";
    }

    @Override
    public List<String> at(int node) {
        return List.of();
    }

    @Override
    public void cut(int from, int to) {
        throw new IllegalStateException("nothing can be cut on loopback");
    }

    @Override
    public void heal() {
        // Nothing is ever cut.
    }

    @Override
    public boolean canCut() {
        return false;
    }
}
