package io.sampo.gateway.connection;

import java.util.HashMap;
import java.util.Map;

/**
 * How many connections there may be, in all and from one address (Kafka's {@code max.connections} and
 * {@code max.connections.per.ip}). Holds one entry for each address that is connected.
 *
 * @param <A> an address, with {@code equals} and {@code hashCode}
 */
public final class ConnectionAdmission<A> {
    private final Map<A, Integer> open = new HashMap<>();
    private final int max;
    private final int perAddressMax;
    private int count;

    public ConnectionAdmission(int max, int perAddressMax) {
        if (max < 1 || perAddressMax < 1) {
            throw new IllegalArgumentException("max.connections is " + max + " and max.connections.per.ip "
                    + perAddressMax + "; expected 1 or more");
        }
        this.max = max;
        this.perAddressMax = perAddressMax;
    }

    /** Whether one more from there may be opened; if so, it counts until {@link #closed}. */
    public boolean admits(A address) {
        int there = open.getOrDefault(address, 0);
        if (count >= max || there >= perAddressMax) {
            return false;
        }
        open.put(address, there + 1);
        count++;
        return true;
    }

    /** One that was admitted is gone. */
    public void closed(A address) {
        Integer there = open.get(address);
        if (there == null) {
            throw new IllegalStateException("no connection from " + address + " is open");
        }
        if (there == 1) {
            open.remove(address);
        } else {
            open.put(address, there - 1);
        }
        count--;
    }

    /** Connections that are open. */
    public int count() {
        return count;
    }
}
