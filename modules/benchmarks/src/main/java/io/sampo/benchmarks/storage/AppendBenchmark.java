package io.sampo.benchmarks.storage;

import io.sampo.benchmarks.CpuTime;
import io.sampo.benchmarks.Workspace;
import io.sampo.model.TopicConfig;
import io.sampo.records.BatchAdmission;
import io.sampo.records.RecordBatch;
import io.sampo.storage.SegmentedLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** 48 MiB of batches through a leader's append, and through {@link SegmentedLog} alone; in turns with the {@link Ceiling}. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 8, time = 1)
@Measurement(iterations = 5, time = 1)
public class AppendBenchmark {
    private static final int TURNS = 48;
    private static final int TURN_BYTES = 1 << 20;

    private final RecordBatch view = new RecordBatch();
    private final BatchAdmission admission = BatchAdmission.of(TopicConfig.DEFAULTS);
    private final ExecutorService background =
            Executors.newSingleThreadExecutor(task -> new Thread(task, "sampo-benchmark-writeback"));

    @Param({"16384", "1048576"})
    private int batchBytes;

    @Param({"1024", "100"})
    private int recordBytes;

    private ByteBuffer batch;
    private int batchesPerTurn;
    private Workspace workspace;
    private SegmentedLog log;
    private Ceiling ceiling;

    @Setup(Level.Trial)
    public void build() {
        batch = SampleBatches.batch(batchBytes, recordBytes);
        batchesPerTurn = Math.max(1, TURN_BYTES / batch.remaining());
    }

    @TearDown(Level.Trial)
    public void end() {
        background.shutdownNow();
    }

    @Setup(Level.Invocation)
    public void open() throws IOException {
        workspace = Workspace.create();
        log = BenchmarkedLog.open(workspace.directory(), background);
        ceiling = new Ceiling(workspace.directory());
    }

    @TearDown(Level.Invocation)
    public void close() throws IOException {
        ceiling.close();
        log.abandon();
        workspace.close();
    }

    /** What a leader does: look at every record, check the CRC, assign offset and epoch, append. */
    @Benchmark
    public long leader(CpuTime cpu) throws IOException {
        for (int turn = 0; turn < TURNS; turn++) {
            cpu.begin();
            for (int i = 0; i < batchesPerTurn; i++) {
                view.wrap(batch, 0).assign(0, -1);
                admission.admit(batch, SampleBatches.NOW_MS);
                view.assign(log.logEndOffset(), 1);
                log.append(batch);
            }
            cpu.ours((long) batchesPerTurn * batch.remaining());
            ceiling.writeAndCrc(batch, batchesPerTurn);
            cpu.ceiling();
        }
        return log.logEndOffset();
    }

    /** The log's part of it, beside the bare write. */
    @Benchmark
    public long log(CpuTime cpu) throws IOException {
        for (int turn = 0; turn < TURNS; turn++) {
            cpu.begin();
            for (int i = 0; i < batchesPerTurn; i++) {
                view.wrap(batch, 0).assign(log.logEndOffset(), 1);
                log.append(batch);
            }
            cpu.ours((long) batchesPerTurn * batch.remaining());
            ceiling.write(batch, batchesPerTurn);
            cpu.ceiling();
        }
        return log.logEndOffset();
    }

    /** The CRC of the bytes alone, beside the write alone: how much of the ceiling is which. */
    @Benchmark
    public long crc(CpuTime cpu) throws IOException {
        long sum = 0;
        for (int turn = 0; turn < TURNS; turn++) {
            cpu.begin();
            sum += ceiling.crc(batch, batchesPerTurn);
            cpu.ours((long) batchesPerTurn * batch.remaining());
            ceiling.write(batch, batchesPerTurn);
            cpu.ceiling();
        }
        return sum;
    }
}
