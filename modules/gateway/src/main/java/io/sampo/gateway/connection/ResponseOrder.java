package io.sampo.gateway.connection;

import org.jspecify.annotations.Nullable;

/**
 * Puts the responses of one connection into the order of its requests. Kafka's protocol asks for that order; it does not ask
 * that a broker wait with the second request until the first is answered (PERFORMANCE 0.2). Allocates only where more
 * requests are in flight than ever before.
 */
public final class ResponseOrder<R> {
    /** In the place of a response that is never sent: Produce with acks=0. */
    private static final Object SILENCE = new Object();

    private @Nullable Object[] ring = new Object[8];
    private long oldest;
    private long next;

    /** A request has come; its ticket is what its response is completed with. */
    public long admit() {
        if (next - oldest == ring.length) {
            grow();
        }
        return next++;
    }

    /** The response to that request is there. */
    public void complete(long ticket, R response) {
        place(ticket, response);
    }

    /** That request has no response. */
    public void completeSilently(long ticket) {
        place(ticket, SILENCE);
    }

    /** Takes the next response that may be sent; null where the oldest open request has none yet. */
    @SuppressWarnings("unchecked")
    public @Nullable R poll() {
        while (oldest < next) {
            int index = index(oldest);
            Object response = ring[index];
            if (response == null) {
                return null;
            }
            ring[index] = null;
            oldest++;
            if (response != SILENCE) {
                return (R) response;
            }
        }
        return null;
    }

    /** Requests whose response has not been taken. */
    public int inFlight() {
        return (int) (next - oldest);
    }

    private void place(long ticket, Object response) {
        if (ticket < oldest || ticket >= next) {
            throw new IllegalArgumentException("ticket " + ticket + " is not one of " + oldest + " to " + (next - 1));
        }
        if (ring[index(ticket)] != null) {
            throw new IllegalStateException("the request of ticket " + ticket + " is answered twice");
        }
        ring[index(ticket)] = response;
    }

    private int index(long ticket) {
        return (int) (ticket & (ring.length - 1));
    }

    private void grow() {
        @Nullable Object[] larger = new Object[ring.length * 2];
        for (long ticket = oldest; ticket < next; ticket++) {
            larger[(int) (ticket & (larger.length - 1))] = ring[index(ticket)];
        }
        ring = larger;
    }
}
