package io.sampo.kafkacommands.records;

import io.sampo.client.Producer;
import io.sampo.client.ProducerRecord;
import io.sampo.client.ProducerSettings;
import io.sampo.client.RecordMetadata;
import io.sampo.console.Connection;
import io.sampo.console.text.LineReader;
import io.sampo.kafkacommands.ClientProperties;
import io.sampo.kafkacommands.ServerOptions;
import io.sampo.kafkacommands.Words;
import io.sampo.model.SampoException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code kafka-console-producer}: one record for each line of standard input. */
@Command(
        name = "kafka-console-producer",
        mixinStandardHelpOptions = true,
        version = "sampo 0.1.0",
        description = {
            "Send each line of standard input as a record, as kafka-console-producer.sh of Apache Kafka 4.3.1 does.",
            "Ends 0 only if every line was acknowledged."
        })
public final class KafkaConsoleProducer implements Callable<Integer> {
    @Mixin
    private ServerOptions servers;

    @Option(names = "--topic", required = true, paramLabel = "T", description = "Where the records go.")
    private String topic;

    @Option(
            names = {"--property", "--reader-property"},
            paramLabel = "K=V",
            description = "parse.key, key.separator, parse.headers, headers.delimiter, headers.separator,"
                    + " headers.key.separator, null.marker, ignore.error; repeatable.")
    private List<String> readerProperties = List.of();

    @Option(
            names = {"--producer-property", "--command-property"},
            paramLabel = "K=V",
            description = "A property of Kafka's producer that ours has as well; repeatable.")
    private List<String> producerProperties = List.of();

    @Option(names = "--sync", description = "One record after the other, each acknowledged before the next one.")
    private boolean sync;

    @Option(
            names = "--compression-codec",
            arity = "0..1",
            fallbackValue = "gzip",
            paramLabel = "CODEC",
            description = "none, gzip, snappy, lz4 or zstd; gzip where none is named.")
    private @Nullable String compression;

    @Option(
            names = {"--batch-size", "--max-partition-memory-bytes"},
            paramLabel = "BYTES",
            description = "Largest batch.")
    private @Nullable String batchSize;

    @Option(names = "--timeout", paramLabel = "MS", description = "How long a record waits for company.")
    private @Nullable String lingerMs;

    @Option(names = "--request-required-acks", paramLabel = "all|-1|1|0", description = "Who acknowledges.")
    private @Nullable String acks;

    @Option(names = "--request-timeout-ms", paramLabel = "MS", description = "How long a request may take.")
    private @Nullable String requestTimeoutMs;

    @Option(names = "--max-block-ms", paramLabel = "MS", description = "How long a record waits for memory.")
    private @Nullable String maxBlockMs;

    @Option(names = "--max-memory-bytes", paramLabel = "BYTES", description = "Memory of records under way.")
    private @Nullable String maxMemoryBytes;

    @Option(names = "--retry-backoff-ms", paramLabel = "MS", description = "Pause before a repetition.")
    private @Nullable String retryBackoffMs;

    @Option(
            names = {"--message-send-max-retries", "--metadata-expiry-ms", "--socket-buffer-size", "--line-reader"},
            paramLabel = "X",
            description = "Of no effect here: delivery.timeout.ms bounds repetitions, news of leaders are pushed.")
    void ofNoEffect(String value) {
        if (value.isBlank()) {
            throw new ParameterException(spec.commandLine(), "an option of the producer has no value");
        }
    }

    @Option(names = "--prompt", description = "Show > when it is your turn; the script says so at a terminal.")
    private boolean prompts;

    @Spec
    private CommandSpec spec;

    private final AtomicLong failed = new AtomicLong();

    @Override
    public Integer call() throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        LineFormat format = LineFormat.of(topic, Words.pairs("--reader-property", readerProperties));
        ClientProperties properties = servers.properties(ClientProperties.Of.PRODUCER, single(), err);
        ProducerSettings settings = ProducerSettings.of(properties.own());
        try (LineReader lines = new LineReader(System.in);
                Connection connection = servers.connect(properties, err)) {
            servers.createOnDemand(connection, topic);
            try (Producer producer = connection.producer(settings)) {
                send(lines, format, producer, err);
            }
        }
        return failed.get() == 0 ? 0 : 1;
    }

    /** What options say wins over properties. */
    private Map<String, String> single() {
        Map<String, String> all = new TreeMap<>(Words.pairs("--producer-property", producerProperties));
        put(all, "compression.type", compression);
        put(all, "batch.size", batchSize);
        put(all, "linger.ms", lingerMs);
        put(all, "acks", acks);
        put(all, "request.timeout.ms", requestTimeoutMs);
        put(all, "max.block.ms", maxBlockMs);
        put(all, "buffer.memory", maxMemoryBytes);
        put(all, "retry.backoff.ms", retryBackoffMs);
        return all;
    }

    private static void put(Map<String, String> all, String key, @Nullable String value) {
        if (value != null) {
            all.put(key, value);
        }
    }

    private void send(LineReader lines, LineFormat format, Producer producer, PrintWriter err) throws IOException {
        long number = 0;
        prompt();
        for (byte[] line = lines.next(); line != null; line = lines.next()) {
            number++;
            ProducerRecord record = format.record(line, number);
            Connection.await(producer.room());
            long sent = number;
            CompletionStage<RecordMetadata> answer = producer.send(record);
            answer.whenComplete((done, failure) -> {
                if (failure != null) {
                    failed.incrementAndGet();
                    err.println("Error when sending line " + sent + " to topic " + topic + ": " + failure.getMessage());
                }
            });
            if (sync) {
                awaitEither(answer);
            }
            prompt();
        }
    }

    private static void awaitEither(CompletionStage<RecordMetadata> answer) {
        try {
            Connection.await(answer);
        } catch (SampoException e) {
            // Told and counted where it was noticed.
            return;
        }
    }

    private void prompt() {
        if (prompts) {
            PrintWriter out = spec.commandLine().getOut();
            out.print(">");
            out.flush();
        }
    }
}
