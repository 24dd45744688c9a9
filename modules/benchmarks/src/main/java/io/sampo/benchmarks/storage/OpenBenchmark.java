package io.sampo.benchmarks.storage;

import io.sampo.benchmarks.Workspace;
import io.sampo.model.TopicConfig;
import io.sampo.model.TopicId;
import io.sampo.model.TopicPartition;
import io.sampo.records.RecordBatch;
import io.sampo.storage.SegmentedLog;
import io.sampo.storage.directory.LogDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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

/** Opening a log of many segments after a clean stop; beside it, opening each of its {@code .log} files once. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 2)
@Measurement(iterations = 5)
public class OpenBenchmark {
    private static final TopicPartition PARTITION = new TopicPartition("opened", 0);
    private static final TopicId TOPIC_ID = TopicId.random();

    @Param("10000")
    private int segments;

    private Workspace workspace;
    private LogDirectory opened;

    @Setup(Level.Trial)
    public void fill() throws IOException {
        workspace = Workspace.create();
        ByteBuffer batch = SampleBatches.batch(16_384, 1024);
        try (LogDirectory directory = open()) {
            SegmentedLog log = directory.openLog(PARTITION, TOPIC_ID, TopicConfig.DEFAULTS);
            for (int i = 0; i < segments; i++) {
                RecordBatch.at(batch, 0).assign(log.logEndOffset(), 1);
                log.append(batch);
                log.roll();
            }
        }
    }

    @TearDown(Level.Invocation)
    public void close() throws IOException {
        if (opened != null) {
            opened.close();
            opened = null;
        }
    }

    @TearDown(Level.Trial)
    public void end() throws IOException {
        workspace.close();
    }

    @Benchmark
    public long log() throws IOException {
        opened = open();
        return opened.openLog(PARTITION, TOPIC_ID, TopicConfig.DEFAULTS).logEndOffset();
    }

    @Benchmark
    public long ceiling() throws IOException {
        long bytes = 0;
        Path log = workspace.directory().resolve(PARTITION.toString());
        try (DirectoryStream<Path> files = Files.newDirectoryStream(log, "*.log")) {
            for (Path file : files) {
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                    bytes += channel.size();
                }
            }
        }
        return bytes;
    }

    private LogDirectory open() throws IOException {
        return LogDirectory.open(
                workspace.directory(), 1, "sampo-benchmarks", BenchmarkedLog.environment(Runnable::run));
    }
}
