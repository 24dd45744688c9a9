package io.sampo.benchmarks.versus.work;

import io.sampo.benchmarks.versus.contender.Cluster;
import io.sampo.benchmarks.versus.contender.ClusterPlan;
import io.sampo.benchmarks.versus.contender.Installation;
import io.sampo.benchmarks.versus.work.Workload.WorkFailed;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A process beside the brokers ({@code src/main/kafka}) that does what it is told: a line, an answer. One thread. */
final class Driver implements AutoCloseable {
    private static final long ANSWERS_WITHIN_S = 300;
    /** It dials brokers that do not listen yet: what Kafka's client says about that at WARN is no news. */
    private static final List<String> FLAGS =
            List.of("-Xmx512m", "-XX:+UseG1GC", "-Dorg.slf4j.simpleLogger.defaultLogLevel=error");

    private static final String GONE = "error the driver has ended";

    private final Process process;
    private final Cluster cluster;
    private final BufferedWriter commands;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

    private Driver(Process process, Cluster cluster) {
        this.process = process;
        this.cluster = cluster;
        this.commands = process.outputWriter(StandardCharsets.UTF_8);
    }

    /**
     * Starts it, whether or not the cluster is there yet.
     *
     * @param mainClass one of {@code src/main/kafka}
     */
    static Driver start(Installation installation, Cluster cluster, String mainClass, Path errors) throws IOException {
        return start(installation.kafka(FLAGS, mainClass, List.of(cluster.bootstrap())), cluster, errors);
    }

    /** Starts whoever listens to {@code command}. */
    static Driver start(List<String> command, Cluster cluster, Path errors) throws IOException {
        Driver driver = new Driver(
                new ProcessBuilder(command).redirectError(errors.toFile()).start(), cluster);
        Thread reader = new Thread(driver::read, "driver-answers");
        reader.setDaemon(true);
        reader.start();
        return driver;
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                answers.add(line);
            }
        } catch (IOException e) {
            // It was killed: the same as its end.
        }
        answers.add(GONE);
    }

    /** Has the topic created, waits until all its replicas are in sync, and looks whether it is what was planned. */
    void create(String topic, ClusterPlan plan) throws WorkFailed, IOException, InterruptedException {
        String created = ask("create " + topic);
        if (plan.partitions() > plan.firstPartitions()) {
            created = ask("grow " + topic + " " + plan.partitions());
        }
        String planned = plan.partitions() + " " + plan.replicationFactor();
        if (!created.equals(planned)) {
            throw new WorkFailed("created a topic of partitions and replicas " + created + " and not " + planned);
        }
    }

    /** How many records a topic has ever had. */
    long ends(String topic) throws WorkFailed, IOException, InterruptedException {
        return Long.parseLong(ask("ends " + topic));
    }

    /** Lets it try to send one record; returns when it does. */
    void tryFirst(String topic) throws WorkFailed, IOException, InterruptedException {
        tell("first " + topic);
        String said = next();
        if (!said.equals("trying")) {
            throw failed("first " + topic, said);
        }
    }

    /** When the record of {@link #tryFirst} was acknowledged, epoch milliseconds. */
    long firstAckMs() throws WorkFailed, InterruptedException {
        return Long.parseLong(okOf("first", next()));
    }

    /** What a consumer read. */
    record Consumed(long bytes, long nanos) {}

    /** Reads so many records from the beginning. */
    Consumed consume(String topic, long count) throws WorkFailed, IOException, InterruptedException {
        String[] words = ask("consume " + topic + " " + count).split(" ");
        return new Consumed(Long.parseLong(words[0]), Long.parseLong(words[1]));
    }

    /** What {@code command} came to, by its {@code key=value} words. */
    Map<String, String> words(String command) throws WorkFailed, IOException, InterruptedException {
        return wordsOf(ask(command));
    }

    /** {@code key=value} words, as every driver answers. */
    static Map<String, String> wordsOf(String answer) {
        return Arrays.stream(answer.split(" "))
                .map(word -> word.split("=", 2))
                .collect(Collectors.toMap(word -> word[0], word -> word[1]));
    }

    private String ask(String command) throws WorkFailed, IOException, InterruptedException {
        tell(command);
        return okOf(command, next());
    }

    private void tell(String command) throws IOException {
        commands.write(command);
        commands.newLine();
        commands.flush();
    }

    private String next() throws WorkFailed, InterruptedException {
        String line = answers.poll(ANSWERS_WITHIN_S, TimeUnit.SECONDS);
        if (line == null) {
            throw failed("waiting", "no answer within " + ANSWERS_WITHIN_S + " s");
        }
        return line;
    }

    private String okOf(String command, String line) throws WorkFailed {
        if (!line.startsWith("ok ")) {
            throw failed(command, line);
        }
        return line.substring("ok ".length());
    }

    private WorkFailed failed(String command, String said) {
        return new WorkFailed(command + ": " + said + "; brokers: " + cluster.state());
    }

    /** Kills it, and returns when it has gone: it may be a broker, too, whose files are deleted next. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
