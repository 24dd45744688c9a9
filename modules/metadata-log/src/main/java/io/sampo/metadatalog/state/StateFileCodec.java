package io.sampo.metadatalog.state;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The whole state as bytes: magic, version, journals by name, CRC-32C over all of it. Equal states give equal bytes.
 * Read back completely or not at all.
 */
public final class StateFileCodec {
    private static final int MAGIC = 0x53414d50;
    private static final byte VERSION = 1;

    private StateFileCodec() {}

    /** Writes the state; the caller makes the bytes durable and puts them in place. */
    public static void write(MetadataState state, OutputStream target) throws IOException {
        var checked = new CheckedOutputStream(new BufferedOutputStream(target, 1 << 16), new CRC32C());
        var out = new DataOutputStream(checked);
        out.writeInt(MAGIC);
        out.writeByte(VERSION);
        var logs = state.sorted();
        out.writeInt(logs.size());
        for (var entry : logs.entrySet()) {
            Wire.writeString(out, entry.getKey());
            writeLog(entry.getValue(), out);
        }
        out.writeInt((int) checked.getChecksum().getValue());
        out.flush();
    }

    private static void writeLog(EventLog log, DataOutputStream out) throws IOException {
        out.writeLong(log.highestSequenceNr());
        out.writeLong(log.deletedToSequenceNr());
        out.writeInt(log.events().size());
        for (var event : log.events().entrySet()) {
            out.writeLong(event.getKey());
            Wire.writeBytes(out, event.getValue());
        }
        var snapshots = log.snapshots();
        out.writeInt(snapshots.size());
        for (StoredSnapshot snapshot : snapshots) {
            out.writeLong(snapshot.sequenceNr());
            out.writeLong(snapshot.timestampMs());
            out.writeLong(snapshot.eventHash());
            Wire.writeBytes(out, snapshot.body());
        }
        writeUpload(log.upload(), out);
    }

    private static void writeUpload(@Nullable SnapshotUpload upload, DataOutputStream out) throws IOException {
        out.writeBoolean(upload != null);
        if (upload != null) {
            Wire.writeString(out, upload.uploadId);
            out.writeLong(upload.sequenceNr);
            out.writeLong(upload.timestampMs);
            out.writeInt(upload.filledBytes);
            Wire.writeBytes(out, upload.body);
        }
    }

    /**
     * Reads a state.
     *
     * @throws IOException newer version, cut short, or the checksum differs: the file must not be used in part
     */
    public static MetadataState read(InputStream source) throws IOException {
        var checked = new CheckedInputStream(new BufferedInputStream(source, 1 << 16), new CRC32C());
        var in = new DataInputStream(checked);
        if (in.readInt() != MAGIC) {
            throw new IOException("not a state file of the metadata log");
        }
        byte version = in.readByte();
        if (version != VERSION) {
            throw new IOException("state file of version " + version + ", this node reads " + VERSION);
        }
        var state = new MetadataState();
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            String id = Wire.readString(in);
            state.put(id, readLog(in));
        }
        int computed = (int) checked.getChecksum().getValue();
        if (in.readInt() != computed) {
            throw new IOException("state file of the metadata log with a wrong checksum");
        }
        return state;
    }

    private static EventLog readLog(DataInputStream in) throws IOException {
        var log = new EventLog();
        long highest = in.readLong();
        long deletedTo = in.readLong();
        int events = in.readInt();
        for (int i = 0; i < events; i++) {
            log.events().put(in.readLong(), Wire.readBytes(in));
        }
        int snapshots = in.readInt();
        for (int i = 0; i < snapshots; i++) {
            log.restoreSnapshot(new StoredSnapshot(in.readLong(), in.readLong(), in.readLong(), Wire.readBytes(in)));
        }
        log.restore(highest, deletedTo, readUpload(in));
        return log;
    }

    private static @Nullable SnapshotUpload readUpload(DataInputStream in) throws IOException {
        if (!in.readBoolean()) {
            return null;
        }
        String id = Wire.readString(in);
        long sequenceNr = in.readLong();
        long timestampMs = in.readLong();
        int filled = in.readInt();
        return new SnapshotUpload(id, sequenceNr, timestampMs, Wire.readBytes(in), filled);
    }
}
