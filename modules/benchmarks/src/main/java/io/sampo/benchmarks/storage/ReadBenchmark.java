package io.sampo.benchmarks.storage;

import io.sampo.benchmarks.CpuTime;
import io.sampo.benchmarks.Workspace;
import io.sampo.records.LogSlice;
import io.sampo.records.RecordBatch;
import io.sampo.storage.SegmentedLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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

/** Reads of a log of 64 MiB that lies in the page cache, from scattered offsets, into fresh memory. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ReadBenchmark {
    private static final int LOG_BYTES = 64 << 20;
    private static final int BATCH_BYTES = 16_384;
    private static final int READS = 64;

    /** Steps through the log in a way that neither disk nor processor foresees. */
    private static final int STRIDE = 7_919;

    @Param({"16384", "1048576"})
    private int readBytes;

    private Workspace workspace;
    private SegmentedLog log;
    private FileChannel raw;
    private long end;
    private long turn;
    private int recordsPerBatch;

    @Setup(Level.Trial)
    public void fill() throws IOException {
        workspace = Workspace.create();
        log = BenchmarkedLog.open(workspace.directory(), Runnable::run);
        ByteBuffer batch = SampleBatches.batch(BATCH_BYTES, 1024);
        recordsPerBatch = RecordBatch.at(batch, 0).recordCount();
        for (long size = 0; size < LOG_BYTES; size += batch.remaining()) {
            RecordBatch.at(batch, 0).assign(log.logEndOffset(), 1);
            log.append(batch);
        }
        end = log.logEndOffset();
        raw = FileChannel.open(logFile(), StandardOpenOption.READ);
    }

    private Path logFile() throws IOException {
        try (Stream<Path> files = Files.list(workspace.directory())) {
            List<Path> logs =
                    files.filter(file -> file.toString().endsWith(".log")).toList();
            return logs.get(0);
        }
    }

    @TearDown(Level.Trial)
    public void close() throws IOException {
        raw.close();
        log.close();
        workspace.close();
    }

    /** Find the offset and read from there; then as many bytes from a place that is known. */
    @Benchmark
    public int log(CpuTime cpu) throws IOException {
        int sum = 0;
        cpu.begin();
        for (int i = 0; i < READS; i++) {
            turn += STRIDE;
            try (LogSlice slice = log.read(turn * recordsPerBatch % end, readBytes, end)) {
                sum += slice.toBuffer().remaining();
            }
        }
        cpu.ours(sum);
        int done = 0;
        while (done < sum) {
            turn += STRIDE;
            done += readRaw(turn * BATCH_BYTES % (LOG_BYTES - readBytes), Math.min(readBytes, sum - done));
        }
        cpu.ceiling();
        return done;
    }

    private int readRaw(long position, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        while (bytes.hasRemaining()) {
            raw.read(bytes, position + bytes.position());
        }
        return bytes.position();
    }
}
