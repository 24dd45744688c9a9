package io.sampo.transport.aeron;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Where the transport loop sleeps: a selector that holds Aeron's own datagram channels beside Aeron's, so that the arrival of a
 * datagram is the doorbell (ARCHITECTURE §3.4), with nothing to announce and no race with a sleeper. Another thread that
 * has offered {@linkplain #wake wakes} the loop.
 *
 * <p>Order at the loop: {@link #announce()}, one more turn, {@link #sleep}. An offer made before the announcement is found by
 * that turn; one made after it sees the announcement and wakes.
 */
final class SocketSleeper implements AutoCloseable {
    private final Selector selector;
    private final AtomicBoolean asleep = new AtomicBoolean();

    SocketSleeper() {
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException("no selector for the transport loop", e);
        }
    }

    /** Lets datagrams at {@code channel} end the sleep, until it is closed. Called on the loop. */
    void watch(DatagramChannel channel) {
        try {
            channel.register(selector, SelectionKey.OP_READ);
        } catch (ClosedChannelException e) {
            throw new IllegalStateException("Aeron handed over a closed channel", e);
        }
    }

    /** From now on an offer has to wake the loop. */
    void announce() {
        asleep.set(true);
    }

    /** Takes the announcement back: there is work. */
    void withdraw() {
        asleep.set(false);
    }

    /** Waits for a datagram, for {@link #wake()}, or until {@code timeoutMs} have passed. True if there is a datagram. */
    boolean sleep(long timeoutMs) {
        try {
            boolean arrived = selector.select(timeoutMs) > 0;
            selector.selectedKeys().clear();
            return arrived;
        } catch (IOException e) {
            throw new UncheckedIOException("the transport loop cannot sleep", e);
        } finally {
            asleep.set(false);
        }
    }

    /** Gives the sockets of closed channels back to the system; the selector holds them until it has looked. */
    void releaseClosed() {
        try {
            selector.selectNow();
            selector.selectedKeys().clear();
        } catch (IOException e) {
            throw new UncheckedIOException("the transport loop cannot look at its sockets", e);
        }
    }

    /** Ends the loop's sleep, if it sleeps or is about to. From any thread; free of system calls if it does not. */
    void wake() {
        if (asleep.get() && asleep.compareAndSet(true, false)) {
            selector.wakeup();
        }
    }

    @Override
    public void close() {
        releaseClosed();
        try {
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the selector of the transport loop cannot be closed", e);
        }
    }
}
