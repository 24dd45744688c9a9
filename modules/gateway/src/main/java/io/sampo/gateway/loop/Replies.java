package io.sampo.gateway.loop;

import io.sampo.apis.Waiter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for which answer. A number is a place and how often the place was used before, so that an answer that comes too
 * late is known as such. Allocates only where more is awaited than ever before.
 */
final class Replies<R> {
    private static final int NONE = -1;

    private @Nullable Object[] waiters = new Object[64];
    private int[] tags = new int[64];
    private int[] uses = new int[64];
    private long[] deadlines = new long[64];
    private int[] freePlaces = new int[64];
    private int free;
    private int top;
    private int awaited;

    /** A number for an answer that is due at {@code deadlineMs}. */
    long expect(Waiter<R> waiter, int tag, long deadlineMs) {
        int place = free > 0 ? freePlaces[--free] : newPlace();
        waiters[place] = waiter;
        tags[place] = tag;
        deadlines[place] = deadlineMs;
        awaited++;
        return (long) uses[place] << 32 | place;
    }

    private int newPlace() {
        if (top == waiters.length) {
            int length = top * 2;
            waiters = Arrays.copyOf(waiters, length);
            tags = Arrays.copyOf(tags, length);
            uses = Arrays.copyOf(uses, length);
            deadlines = Arrays.copyOf(deadlines, length);
            freePlaces = Arrays.copyOf(freePlaces, length);
        }
        return top++;
    }

    /** Passes {@code reply} on to whoever waits for that number; false if nobody does any more. */
    boolean answered(long number, R reply) {
        int place = place(number);
        if (place == NONE) {
            return false;
        }
        Waiter<R> waiter = waiter(place);
        int tag = tags[place];
        release(place);
        waiter.answered(tag, reply);
        return true;
    }

    /** Nobody waits for that number any more. */
    void forget(long number) {
        int place = place(number);
        if (place != NONE) {
            release(place);
        }
    }

    /** Tells everybody whose answer was due at {@code nowMs}. */
    void expire(long nowMs) {
        for (int place = 0; place < top && awaited > 0; place++) {
            if (waiters[place] != null && deadlines[place] <= nowMs) {
                giveUp(place);
            }
        }
    }

    /** Nobody will answer any more. */
    void giveUpAll() {
        for (int place = 0; place < top; place++) {
            if (waiters[place] != null) {
                giveUp(place);
            }
        }
    }

    int awaited() {
        return awaited;
    }

    private void giveUp(int place) {
        Waiter<R> waiter = waiter(place);
        int tag = tags[place];
        release(place);
        waiter.unanswered(tag);
    }

    @SuppressWarnings("unchecked")
    private Waiter<R> waiter(int place) {
        return (Waiter<R>) java.util.Objects.requireNonNull(waiters[place]);
    }

    private int place(long number) {
        int place = (int) number;
        boolean isAwaited = place >= 0 && place < top && waiters[place] != null && uses[place] == (int) (number >>> 32);
        return isAwaited ? place : NONE;
    }

    private void release(int place) {
        waiters[place] = null;
        uses[place] = uses[place] + 1 & Integer.MAX_VALUE;
        freePlaces[free++] = place;
        awaited--;
    }
}
