package io.sampo.console;

import io.sampo.client.Admin;
import io.sampo.client.ClientSettings;
import io.sampo.client.Consumer;
import io.sampo.client.ConsumerSettings;
import io.sampo.client.Producer;
import io.sampo.client.ProducerSettings;
import io.sampo.client.SampoClient;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** A client and what a command asks of it. Commands wait: they have one thread and nothing else to do. */
public final class Connection implements AutoCloseable {
    private final SampoClient client;

    private Connection(SampoClient client) {
        this.client = client;
    }

    /** Over the network; {@code bootstrap} is {@code host:port[,host:port...]}. */
    static Connection open(String bootstrap) {
        return new Connection(SampoClient.connect(ClientSettings.bootstrap(bootstrap)));
    }

    /** Of that client, for example to a broker in this JVM; it is closed with this. */
    public static Connection of(SampoClient client) {
        return new Connection(client);
    }

    public Admin admin() {
        return client.admin();
    }

    public Producer producer(ProducerSettings settings) {
        return client.producer(settings);
    }

    public Consumer consumer(ConsumerSettings settings) {
        return client.consumer(settings);
    }

    @Override
    public void close() {
        client.close();
    }

    /**
     * How many partitions {@code topic} has.
     *
     * @param wanted a partition that a person has named, or null
     * @throws IllegalArgumentException if {@code wanted} is not one of them
     */
    public int partitionsOf(String topic, @Nullable Integer wanted) {
        int count = await(admin().describeTopics(List.of(topic)))
                .get(0)
                .partitions()
                .size();
        if (wanted != null && (wanted < 0 || wanted >= count)) {
            throw new IllegalArgumentException(
                    "topic " + topic + " has no partition " + wanted + "; its partitions are 0 to " + (count - 1));
        }
        return count;
    }

    /** Waits for {@code stage}; what it failed with is thrown as it is, where it is unchecked. */
    public static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SampoException known) {
                // Thrown here, with the place where it was waited for; what the cluster said is its cause.
                throw new SampoException(known.error(), String.valueOf(known.getMessage()), known);
            }
            if (e.getCause() instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw new CompletionException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SampoException(ErrorCode.REQUEST_TIMED_OUT, "interrupted while waiting for the cluster", e);
        }
    }
}
