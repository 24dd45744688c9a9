package io.sampo.controller.feed;

import io.sampo.model.Offsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * The controller's side of the feed: where each subscriber stands and what it gets next. The position of a subscriber moves
 * when something is sent; its acknowledgements only open the window. Whatever is lost on the way shows as a gap at the
 * subscriber, which then subscribes again from where it stands.
 */
public final class Feed {
    private final FeedLimits limits;
    private final FeedEffects effects;
    private final Deque<byte[]> recent = new ArrayDeque<>();
    private final Map<Integer, Subscriber> subscribers = new HashMap<>();
    private long recentBytes;
    private long endOffset;

    /** @param endOffset offset of the last durable record; what lies before is served by snapshot */
    public Feed(FeedLimits limits, long endOffset, FeedEffects effects) {
        this.limits = limits;
        this.endOffset = endOffset;
        this.effects = effects;
    }

    /** A record became durable at the next offset. Nothing is sent before {@link #push()}. */
    public void appended(byte[] record) {
        endOffset++;
        recent.addLast(record);
        recentBytes += record.length;
        while (recent.size() > limits.recentRecords() || recentBytes > limits.recentBytes()) {
            recentBytes -= recent.removeFirst().length;
        }
    }

    /**
     * A broker asks for records from {@code fromOffset} on, or for a snapshot with -1. Its earlier subscription ends.
     * Answered at once, if only by an empty message.
     */
    public void subscribe(int brokerId, long brokerEpoch, long fromOffset) {
        Subscriber subscriber = new Subscriber(brokerEpoch, fromOffset);
        subscribers.put(brokerId, subscriber);
        if (!advance(brokerId, subscriber)) {
            effects.sendEvents(brokerId, subscriber.nextOffset, List.of());
        }
    }

    /** Everything up to {@code offset} is applied at that broker. An acknowledgement of another epoch is ignored. */
    public void acknowledged(int brokerId, long brokerEpoch, long offset) {
        Subscriber subscriber = subscribers.get(brokerId);
        if (subscriber != null && subscriber.brokerEpoch == brokerEpoch) {
            subscriber.ackedOffset = Math.max(subscriber.ackedOffset, Math.min(offset, endOffset));
            subscriber.windowStart = Math.max(subscriber.windowStart, subscriber.ackedOffset);
            advance(brokerId, subscriber);
        }
    }

    public void unsubscribe(int brokerId) {
        subscribers.remove(brokerId);
    }

    /** Sends everybody what the window allows. */
    public void push() {
        subscribers.forEach(this::advance);
    }

    /** As {@link #push()}; who has nothing to get hears that the controller is there, and where the log ends for it. */
    public void beat() {
        subscribers.forEach((brokerId, subscriber) -> {
            if (!advance(brokerId, subscriber)) {
                effects.sendEvents(brokerId, subscriber.nextOffset, List.of());
            }
        });
    }

    private boolean advance(int brokerId, Subscriber subscriber) {
        boolean sent = false;
        if (!isRecent(subscriber.nextOffset)) {
            sendSnapshot(brokerId, subscriber);
            sent = true;
        }
        while (subscriber.nextOffset <= endOffset && subscriber.window(limits) > 0) {
            sendEvents(brokerId, subscriber);
            sent = true;
        }
        return sent;
    }

    /** A position above the end can only stem from another log: it gets a snapshot, never silence. */
    private boolean isRecent(long offset) {
        return offset > endOffset - recent.size() && offset <= endOffset + 1;
    }

    private void sendSnapshot(int brokerId, Subscriber subscriber) {
        byte[] snapshot = effects.snapshot();
        int count = Math.max(1, (snapshot.length + limits.chunkBytes() - 1) / limits.chunkBytes());
        for (int index = 0; index < count; index++) {
            int from = index * limits.chunkBytes();
            int to = Math.min(snapshot.length, from + limits.chunkBytes());
            effects.sendSnapshot(brokerId, endOffset, index, count, Arrays.copyOfRange(snapshot, from, to));
        }
        subscriber.nextOffset = endOffset + 1;
        subscriber.windowStart = endOffset;
    }

    private void sendEvents(int brokerId, Subscriber subscriber) {
        long from = subscriber.nextOffset;
        long most = Math.min(subscriber.window(limits), endOffset - from + 1);
        List<byte[]> records = new ArrayList<>();
        int bytes = 0;
        Iterator<byte[]> following = recentFrom(from);
        while (records.size() < most) {
            byte[] record = following.next();
            if (!records.isEmpty() && bytes + record.length > limits.messageBytes()) {
                break;
            }
            records.add(record);
            bytes += record.length;
        }
        subscriber.nextOffset = from + records.size();
        effects.sendEvents(brokerId, from, records);
    }

    private Iterator<byte[]> recentFrom(long offset) {
        long fromEnd = endOffset - offset + 1;
        Iterator<byte[]> backwards = recent.descendingIterator();
        Deque<byte[]> wanted = new ArrayDeque<>();
        for (long i = 0; i < fromEnd; i++) {
            wanted.addFirst(backwards.next());
        }
        return wanted.iterator();
    }

    /** One broker's place in the log. */
    private static final class Subscriber {
        private final long brokerEpoch;
        private long nextOffset;
        /** What it has confirmed; what it was subscribed from counts for nothing. */
        private long ackedOffset;
        /** Nothing up to here counts as in flight: confirmed, known at subscription, or part of a snapshot. */
        private long windowStart;

        Subscriber(long brokerEpoch, long fromOffset) {
            this.brokerEpoch = brokerEpoch;
            this.nextOffset = fromOffset;
            this.windowStart = fromOffset == Offsets.UNKNOWN ? 0 : fromOffset - 1;
        }

        long window(FeedLimits limits) {
            return limits.inFlightRecords() - (nextOffset - 1 - windowStart);
        }
    }
}
