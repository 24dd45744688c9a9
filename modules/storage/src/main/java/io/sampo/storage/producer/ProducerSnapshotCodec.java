package io.sampo.storage.producer;

import io.sampo.model.Offsets;
import io.sampo.model.ProducerState;
import io.sampo.records.RecordBatch;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * Kafka's producer snapshot, version 1: version, CRC32C of what follows, then each producer with its last batch. Kafka reads
 * no further; behind that, under the same CRC, we keep what it does not: the leader epoch before the offset, and each
 * producer's older batches.
 */
public final class ProducerSnapshotCodec {
    private static final short VERSION = 1;
    private static final int CRC_AT = 2;
    private static final int BODY_AT = 6;
    private static final int PRODUCER_BYTES = 46;
    private static final int BATCH_BYTES = 16;
    /** Begins our part: "SMPO". */
    private static final int OURS = 0x534d504f;

    private static final short NO_EPOCH = -1;
    private static final int NO_COORDINATOR = -1;
    private static final long NO_TRANSACTION = -1;

    private ProducerSnapshotCodec() {}

    /** The bytes of the file. */
    public static ByteBuffer encode(ProducerSnapshot snapshot) {
        List<ProducerState> producers = snapshot.producers();
        Map<Long, Long> open = snapshot.openTransactions();
        // Of these nothing is known but their transaction: Kafka lists such too.
        Map<Long, Long> onlyOpen = new TreeMap<>(open);
        producers.forEach(producer -> onlyOpen.remove(producer.producerId()));
        int count = producers.size() + onlyOpen.size();
        int older = 0;
        for (ProducerState producer : producers) {
            older += producer.batches().size() - 1;
        }
        ByteBuffer bytes = ByteBuffer.allocate(BODY_AT + 4 + count * (PRODUCER_BYTES + 1) + 8 + older * BATCH_BYTES);
        bytes.putShort(VERSION).putInt(0).putInt(count);
        for (ProducerState producer : producers) {
            ProducerState.Batch last = producer.last();
            bytes.putLong(producer.producerId())
                    .putShort(producer.epoch())
                    .putInt(last.lastSequence())
                    .putLong(last.baseOffset() + last.sequenceDelta())
                    .putInt(last.sequenceDelta())
                    .putLong(producer.lastTimestampMs())
                    .putInt(NO_COORDINATOR)
                    .putLong(open.getOrDefault(producer.producerId(), NO_TRANSACTION));
        }
        onlyOpen.forEach((producerId, first) -> bytes.putLong(producerId)
                .putShort(NO_EPOCH)
                .putInt(RecordBatch.NO_SEQUENCE)
                .putLong(Offsets.UNKNOWN)
                .putInt(0)
                .putLong(RecordBatch.NO_TIMESTAMP)
                .putInt(NO_COORDINATOR)
                .putLong(first));
        bytes.putInt(OURS).putInt(snapshot.lastEpoch());
        for (ProducerState producer : producers) {
            List<ProducerState.Batch> batches = producer.batches();
            bytes.put((byte) (batches.size() - 1));
            for (ProducerState.Batch batch : batches.subList(0, batches.size() - 1)) {
                bytes.putInt(batch.firstSequence()).putInt(batch.lastSequence()).putLong(batch.baseOffset());
            }
        }
        onlyOpen.forEach((producerId, first) -> bytes.put((byte) 0));
        bytes.putInt(CRC_AT, crc(bytes.array()));
        return bytes.flip();
    }

    /**
     * Reads a file of ours or of Kafka.
     *
     * @param offset the offset that its name says
     * @throws IOException if it is no whole snapshot
     */
    public static ProducerSnapshot decode(long offset, byte[] file) throws IOException {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(file);
            short version = bytes.getShort();
            if (version != VERSION) {
                throw new IOException("producer snapshot " + offset + " has version " + version);
            }
            if (bytes.getInt() != crc(file)) {
                throw new IOException("the CRC of producer snapshot " + offset + " does not match");
            }
            return body(offset, bytes);
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new IOException("producer snapshot " + offset + " is not whole", e);
        }
    }

    private static ProducerSnapshot body(long offset, ByteBuffer bytes) throws IOException {
        int count = bytes.getInt();
        if (count < 0 || count > bytes.remaining() / PRODUCER_BYTES) {
            throw new IOException("producer snapshot " + offset + " claims " + count + " producers");
        }
        int ours = bytes.position() + count * PRODUCER_BYTES;
        boolean hasOurs = bytes.limit() - ours >= 8 && bytes.getInt(ours) == OURS;
        ByteBuffer older = bytes.duplicate().position(hasOurs ? ours + 8 : bytes.limit());
        List<ProducerState> producers = new ArrayList<>(count);
        Map<Long, Long> open = new HashMap<>();
        for (int i = 0; i < count; i++) {
            long producerId = bytes.getLong();
            short epoch = bytes.getShort();
            int lastSequence = bytes.getInt();
            long lastOffset = bytes.getLong();
            int delta = bytes.getInt();
            long timestampMs = bytes.getLong();
            bytes.getInt();
            long transactionFrom = bytes.getLong();
            if (transactionFrom != NO_TRANSACTION) {
                open.put(producerId, transactionFrom);
            }
            List<ProducerState.Batch> batches = new ArrayList<>();
            for (int left = hasOurs ? older.get() : 0; left > 0; left--) {
                batches.add(new ProducerState.Batch(older.getInt(), older.getInt(), older.getLong()));
            }
            if (lastSequence >= 0) {
                // Kafka also lists producers of which only a transaction marker is known.
                int firstSequence = (lastSequence - delta) & Integer.MAX_VALUE;
                batches.add(new ProducerState.Batch(firstSequence, lastSequence, lastOffset - delta));
                producers.add(new ProducerState(producerId, epoch, batches, timestampMs));
            }
        }
        return new ProducerSnapshot(offset, hasOurs ? bytes.getInt(ours + 4) : Offsets.NO_EPOCH, producers, open);
    }

    private static int crc(byte[] file) {
        CRC32C crc = new CRC32C();
        crc.update(file, BODY_AT, file.length - BODY_AT);
        return (int) crc.getValue();
    }
}
