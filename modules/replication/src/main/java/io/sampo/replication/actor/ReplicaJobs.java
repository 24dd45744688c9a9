package io.sampo.replication.actor;

import io.sampo.messages.PartitionMessage;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/**
 * The blocking work of one replica: at any time it is known how much of it runs, so that a log is not closed below a
 * reader. Every job ends as one message to the actor, which reports it with {@link #ended}.
 */
final class ReplicaJobs {
    private static final Duration LATER = Duration.ofMillis(500);
    private static final Duration RETRY = Duration.ofMillis(50);

    private final ActorContext<PartitionMessage> context;
    private final ActorRef<PartitionMessage> self;
    private final Executor executor;
    private int running;

    /** Work that blocks and ends as a message. */
    @FunctionalInterface
    interface Job {
        ReplicaEvent run() throws IOException;
    }

    ReplicaJobs(ActorContext<PartitionMessage> context, Executor executor) {
        this.context = context;
        this.self = context.getSelf();
        this.executor = executor;
    }

    /** Runs {@code job}, now or as soon as the executor takes it; a failure becomes what {@code failed} makes of it. */
    void run(Job job, Function<Exception, ReplicaEvent> failed) {
        runOn(executor, job, failed);
    }

    /** As {@link #run}, on threads of the caller's choice. */
    void runOn(Executor threads, Job job, Function<Exception, ReplicaEvent> failed) {
        running++;
        submit(threads, task(job, failed));
    }

    /** As {@link #run}, but false at once if the executor will not take it. */
    boolean tryRun(Job job, Function<Exception, ReplicaEvent> failed) {
        try {
            executor.execute(task(job, failed));
            running++;
            return true;
        } catch (RejectedExecutionException full) {
            // The caller answers for it: whoever asked asks again.
            return false;
        }
    }

    /** The executor was full when {@code task} was first submitted. */
    void submit(Executor threads, Runnable task) {
        try {
            threads.execute(task);
        } catch (RejectedExecutionException full) {
            context.getLog().debug("the executor is full, trying again in {}", RETRY);
            context.scheduleOnce(RETRY, self, new ReplicaEvent.RetryJob(threads, task));
        }
    }

    /** Sends {@code event} to the replica in a while. */
    void later(ReplicaEvent event) {
        context.scheduleOnce(LATER, self, event);
    }

    /** The message of a job has arrived. */
    void ended() {
        running--;
    }

    boolean isIdle() {
        return running == 0;
    }

    private Runnable task(Job job, Function<Exception, ReplicaEvent> failed) {
        return () -> {
            ReplicaEvent event;
            try {
                event = job.run();
            } catch (IOException | RuntimeException e) {
                event = failed.apply(e);
            }
            self.tell(event);
        };
    }
}
