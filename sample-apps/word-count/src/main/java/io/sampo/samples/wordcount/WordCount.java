package io.sampo.samples.wordcount;

import io.sampo.client.Admin;
import io.sampo.client.Admin.OffsetAndTimestamp;
import io.sampo.client.ClientSettings;
import io.sampo.client.ConsumerRecord;
import io.sampo.client.ConsumerSettings;
import io.sampo.client.NewTopic;
import io.sampo.client.ProducerRecord;
import io.sampo.client.ProducerSettings;
import io.sampo.client.SampoClient;
import io.sampo.client.StartAt;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import io.sampo.model.TopicPartition;
import io.sampo.records.RecordHeader;
import io.sampo.streams.Consumer;
import io.sampo.streams.Producer;
import io.sampo.streams.Subscriptions;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;

/**
 * Reads a topic of text by assigned partitions and writes what it has counted to a topic of as many partitions. At start it
 * reads its own output to the end and goes on from there; see {@link PartitionCounts} for why that is exact.
 */
public final class WordCount {
    /** Header of an output record: offset of the next input record, in decimal. */
    private static final String POSITION = "input-position";
    /** One byte, one character: words come out as the bytes they came in as. */
    private static final Charset BYTES = StandardCharsets.ISO_8859_1;
    /** Input of one chunk: what it can change stays far below the 1 MiB that a record may have. */
    private static final long CHUNK_BYTES = 64 * 1024;

    private static final Duration CHUNK_WAIT = Duration.ofMillis(200);
    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;

    private final SampoClient client;
    private final Options options;

    private WordCount(SampoClient client, Options options) {
        this.client = client;
        this.options = options;
    }

    /** See {@code --help}. Ends 0 when done, 1 on failure, 2 on wrong usage. */
    public static void main(String[] arguments) {
        int exitCode = 0;
        try {
            Options options = Options.parse(arguments);
            if (options.help()) {
                System.out.print(Options.USAGE);
            } else {
                try (SampoClient client = SampoClient.connect(ClientSettings.bootstrap(options.bootstrap()))) {
                    new WordCount(client, options).run(System.out);
                }
            }
        } catch (IllegalArgumentException e) {
            System.err.println("word-count: " + e.getMessage());
            exitCode = WRONG_USAGE;
        } catch (SampoException e) {
            System.err.println("word-count: " + e.getMessage());
            exitCode = FAILED;
        }
        System.exit(exitCode);
    }

    private void run(PrintStream out) {
        int partitions = preparedPartitions();
        Map<TopicPartition, OffsetAndTimestamp> inputEnds = ends(options.input(), partitions);
        Map<TopicPartition, OffsetAndTimestamp> outputEnds = ends(options.output(), partitions);
        List<PartitionCounts> all = new ArrayList<>();
        List<CompletionStage<?>> running = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition++) {
            TopicPartition output = new TopicPartition(options.output(), partition);
            TopicPartition input = new TopicPartition(options.input(), partition);
            PartitionCounts counts = restored(output, outputEnds.get(output).offset());
            System.err.println(input + ": going on at offset " + counts.position());
            all.add(counts);
            running.add(count(input, output, counts, inputEnds.get(input).offset()));
        }
        running.forEach(WordCount::await);
        if (options.print()) {
            Map<String, Long> totals = new TreeMap<>();
            all.forEach(counts -> counts.addTo(totals));
            PrintStream bytes = new PrintStream(out, true, BYTES);
            totals.forEach((word, count) -> bytes.printf("%7d %s%n", count, word));
        }
    }

    /** Makes the output topic if it is not there. Counts must not go before the text does: no retention. */
    private int preparedPartitions() {
        Admin admin = client.admin();
        var input = await(admin.describeTopics(List.of(options.input()))).get(0);
        int partitions = input.partitions().size();
        NewTopic output = NewTopic.of(
                        options.output(),
                        partitions,
                        input.partitions().get(0).replicas().size())
                .withConfig(Map.of("retention.ms", "-1"));
        if (!await(admin.listTopics()).contains(options.output())) {
            await(admin.createTopic(output));
        }
        return partitions;
    }

    private Map<TopicPartition, OffsetAndTimestamp> ends(String topic, int partitions) {
        Map<TopicPartition, OffsetAndTimestamp> ends = new LinkedHashMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            Set<TopicPartition> one = Set.of(new TopicPartition(topic, partition));
            ends.putAll(await(client.admin().offsets(one, StartAt.END)));
        }
        return ends;
    }

    private PartitionCounts restored(TopicPartition output, long end) {
        PartitionCounts counts = new PartitionCounts();
        if (end > 0) {
            await(records(output, 0)
                    .via(until(end))
                    .runWith(Sink.foreach(record -> counts.restore(change(record))), client.system()));
        }
        return counts;
    }

    private CompletionStage<?> count(TopicPartition input, TopicPartition output, PartitionCounts counts, long end) {
        if (options.untilEnd() && counts.position() >= end) {
            return CompletableFuture.completedFuture(null);
        }
        Source<ConsumerRecord, ?> lines = records(input, counts.position());
        if (options.untilEnd()) {
            lines = lines.via(until(end));
        }
        if (options.linesPerSecond() > 0) {
            lines = lines.throttle(options.linesPerSecond(), Duration.ofSeconds(1));
        }
        return lines.groupedWeightedWithin(CHUNK_BYTES, WordCount::weight, CHUNK_WAIT)
                .map(chunk -> written(output, counts.count(textOf(chunk), nextOffset(chunk))))
                .runWith(Producer.plainSink(client, ProducerSettings.load()), client.system());
    }

    private Source<ConsumerRecord, Consumer.Control> records(TopicPartition partition, long offset) {
        return Consumer.plainSource(
                client,
                ConsumerSettings.of(Map.of("auto.offset.reset", "earliest")),
                Subscriptions.assignmentWithOffset(partition, offset));
    }

    /** Ends with the record before {@code end}. */
    private static Flow<ConsumerRecord, ConsumerRecord, NotUsed> until(long end) {
        return Flow.of(ConsumerRecord.class).takeWhile(record -> record.offset() < end - 1, true);
    }

    private static long nextOffset(List<ConsumerRecord> chunk) {
        return chunk.get(chunk.size() - 1).offset() + 1;
    }

    private static List<String> textOf(List<ConsumerRecord> chunk) {
        return chunk.stream().map(record -> text(record.value())).toList();
    }

    private static Long weight(ConsumerRecord record) {
        ByteBuffer value = record.value();
        return value == null ? 1L : 1L + value.remaining();
    }

    private static ProducerRecord written(TopicPartition output, PartitionCounts.Change change) {
        ByteBuffer position = BYTES.encode(Long.toString(change.position()));
        return new ProducerRecord(
                output.topic(),
                output.partition(),
                null,
                null,
                BYTES.encode(change.text()),
                List.of(new RecordHeader(POSITION, position)));
    }

    private static PartitionCounts.Change change(ConsumerRecord record) {
        String position = record.headers().stream()
                .filter(header -> header.key().equals(POSITION))
                .map(header -> text(header.value()))
                .findFirst()
                .orElseThrow(() -> new SampoException(
                        ErrorCode.INVALID_RECORD,
                        record.partition() + " holds records of another program; choose another --output"));
        return PartitionCounts.Change.parse(Long.parseLong(position), text(record.value()));
    }

    private static String text(@Nullable ByteBuffer bytes) {
        return bytes == null ? "" : BYTES.decode(bytes.duplicate()).toString();
    }

    private static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }
}
