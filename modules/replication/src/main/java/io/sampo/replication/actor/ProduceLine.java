package io.sampo.replication.actor;

import io.sampo.messages.PartitionMessage.Produce;
import io.sampo.model.ErrorCode;
import io.sampo.records.BatchAdmission;
import io.sampo.records.InvalidBatchException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Produce requests that wait, in the order in which they came: behind one whose batches are packed or unpacked on the
 * blocking executor. Sequences of a producer and the promises of its client rest on this order. Confined to the actor.
 */
final class ProduceLine {
    private static final Logger LOG = LoggerFactory.getLogger(ProduceLine.class);
    /** Above it, requests are refused; the client sends them again. */
    private static final long WAITING_BYTES_MAX = 32L * 1024 * 1024;

    private final Deque<Produce> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private boolean working;

    /** Takes its place in the line; false if there is none. */
    boolean add(Produce produce) {
        int bytes = produce.batches().remaining();
        if (!waiting.isEmpty() && waitingBytes + bytes > WAITING_BYTES_MAX) {
            return false;
        }
        waitingBytes += bytes;
        return waiting.add(produce);
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** True if somebody waits and nobody is worked on. */
    boolean isReady() {
        return !working && !waiting.isEmpty();
    }

    /** Whose turn it is. */
    Produce head() {
        return waiting.element();
    }

    /** Takes the head out of the line; it was worked on, or need not be. */
    Produce take() {
        working = false;
        Produce head = waiting.remove();
        waitingBytes -= head.batches().remaining();
        return head;
    }

    /** Has the head admitted on the blocking executor; it stays in the line until {@link ReplicaEvent.Admitted} comes. */
    void work(BatchAdmission admission, long wallMs, ReplicaJobs jobs) {
        ByteBuffer batches = head().batches();
        working = true;
        jobs.run(() -> admit(admission, batches, wallMs), ProduceLine::failed);
    }

    private static ReplicaEvent admit(BatchAdmission admission, ByteBuffer batches, long wallMs) {
        try {
            return new ReplicaEvent.Admitted(admission.admit(batches, wallMs), ErrorCode.NONE, null);
        } catch (InvalidBatchException invalid) {
            return new ReplicaEvent.Admitted(batches, invalid.error(), invalid.getMessage());
        }
    }

    private static ReplicaEvent failed(Exception unexpected) {
        LOG.error("a produced batch could not be worked on", unexpected);
        return new ReplicaEvent.Admitted(ByteBuffer.allocate(0), ErrorCode.UNKNOWN_SERVER_ERROR, unexpected.toString());
    }
}
