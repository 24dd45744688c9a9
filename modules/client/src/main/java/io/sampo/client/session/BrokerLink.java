package io.sampo.client.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is between this client and one broker: requests in order, within the byte credit, until they are answered, time
 * out, or the session is lost. Requests wait while the session is not open.
 *
 * @param <R> a request; the caller's own type
 */
public final class BrokerLink<R> {
    /**
     * When a broker is asked whether it is there, and when it is given up. All in ms.
     *
     * @param intervalMs between probes while requests are outstanding
     * @param timeoutMs silence after a probe that ends the session
     * @param idleMs between signs of life while nothing is outstanding
     * @param requestTimeoutMs how long a living broker may take over one request
     */
    public record ProbeRules(long intervalMs, long timeoutMs, long idleMs, long requestTimeoutMs) {}

    private enum State {
        CLOSED,
        OPENING,
        OPEN
    }

    private record Entry<R>(long correlationId, int bytes, R request, long sinceMs) {}

    private final ProbeRules rules;
    private final Credit credit;
    private final Deque<Entry<R>> waiting = new ArrayDeque<>();
    private final Map<Long, Entry<R>> outstanding = new LinkedHashMap<>();
    private State state = State.CLOSED;
    private long openingSinceMs;
    private long lastProbeMs;
    /** Time of the first probe that nothing has been heard after, or -1. */
    private long unansweredSinceMs = -1;

    public BrokerLink(ProbeRules rules, Credit credit) {
        this.rules = rules;
        this.credit = credit;
    }

    /** Queues a request; {@link #nextToSend} gives it out when session and credit allow. */
    public void request(long correlationId, int bytes, R request, long nowMs) {
        waiting.add(new Entry<>(correlationId, bytes, request, nowMs));
    }

    /** The next request to send now, or null; it is outstanding from here on. */
    public @Nullable R nextToSend(long nowMs) {
        Entry<R> head = waiting.peek();
        if (state != State.OPEN || head == null || !credit.take(head.bytes)) {
            return null;
        }
        waiting.remove();
        outstanding.put(head.correlationId, new Entry<>(head.correlationId, head.bytes, head.request, nowMs));
        return head.request;
    }

    /** The request that this answers, or null if nobody waits for it any more. */
    public @Nullable R answered(long correlationId) {
        Entry<R> entry = outstanding.remove(correlationId);
        if (entry == null) {
            return null;
        }
        credit.giveBack(entry.bytes);
        return entry.request;
    }

    /** Nobody waits for it any more. The request if it had left already, so that the broker may want to know; else null. */
    public @Nullable R cancel(long correlationId) {
        return waiting.removeIf(entry -> entry.correlationId == correlationId) ? null : answered(correlationId);
    }

    /** True if somebody should open a session now. */
    public boolean wantsSession() {
        return state == State.CLOSED && !waiting.isEmpty();
    }

    public boolean isOpen() {
        return state == State.OPEN;
    }

    public boolean isOpening() {
        return state == State.OPENING;
    }

    public void opening(long nowMs) {
        state = State.OPENING;
        openingSinceMs = nowMs;
    }

    public void opened(long nowMs) {
        state = State.OPEN;
        lastProbeMs = nowMs;
        unansweredSinceMs = -1;
    }

    /** The broker said something. */
    public void heard() {
        unansweredSinceMs = -1;
    }

    /** True if a probe is due; it then counts as sent. */
    public boolean probeDue(long nowMs) {
        long interval = outstanding.isEmpty() && unansweredSinceMs < 0 ? rules.idleMs() : rules.intervalMs();
        if (state != State.OPEN || nowMs - lastProbeMs < interval) {
            return false;
        }
        lastProbeMs = nowMs;
        if (unansweredSinceMs < 0) {
            unansweredSinceMs = nowMs;
        }
        return true;
    }

    /** True if the session, or the attempt to open one, has been silent for too long. */
    public boolean isSilent(long nowMs) {
        return switch (state) {
            case CLOSED -> false;
            case OPENING -> nowMs - openingSinceMs >= rules.timeoutMs();
            case OPEN -> unansweredSinceMs >= 0 && nowMs - unansweredSinceMs >= rules.timeoutMs();
        };
    }

    /** Requests that the broker has had for too long; nobody waits for them any more. */
    public List<R> timedOut(long nowMs) {
        List<R> late = new ArrayList<>();
        for (Iterator<Entry<R>> entries = outstanding.values().iterator(); entries.hasNext(); ) {
            Entry<R> entry = entries.next();
            if (nowMs - entry.sinceMs >= rules.requestTimeoutMs()) {
                entries.remove();
                credit.giveBack(entry.bytes);
                late.add(entry.request);
            }
        }
        return late;
    }

    /** The session is over. Everything outstanding or waiting comes back, in the order in which it was asked. */
    public List<R> closed() {
        state = State.CLOSED;
        unansweredSinceMs = -1;
        List<R> lost = new ArrayList<>(outstanding.size() + waiting.size());
        for (Entry<R> entry : outstanding.values()) {
            credit.giveBack(entry.bytes);
            lost.add(entry.request);
        }
        waiting.forEach(entry -> lost.add(entry.request));
        outstanding.clear();
        waiting.clear();
        return lost;
    }

    public int outstandingCount() {
        return outstanding.size();
    }
}
