package io.sampo.messages.host;

import com.typesafe.config.Config;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.dispatch.DispatcherPrerequisites;
import org.apache.pekko.dispatch.ExecutorServiceConfigurator;
import org.apache.pekko.dispatch.ExecutorServiceFactory;
import org.apache.pekko.dispatch.ForkJoinExecutorConfigurator;

/**
 * The executor of {@code sampo.partition-dispatcher}, named there: an actor that is told by a {@link ActorHost} runs on that
 * thread, without waking another; every other one in the pool that {@code fork-join-executor} of the dispatcher describes
 * (decision 0021).
 */
public final class HereOrPool extends ExecutorServiceConfigurator {
    private final ForkJoinExecutorConfigurator pool;

    /** Called by Pekko, with the section of the dispatcher. */
    public HereOrPool(Config config, DispatcherPrerequisites prerequisites) {
        super(config, prerequisites);
        this.pool = new ForkJoinExecutorConfigurator(config.getConfig("fork-join-executor"), prerequisites);
    }

    @Override
    public ExecutorServiceFactory createExecutorServiceFactory(String id, ThreadFactory threads) {
        ExecutorServiceFactory made = pool.createExecutorServiceFactory(id, threads);
        return () -> new Executing(made.createExecutorService());
    }

    private static final class Executing extends AbstractExecutorService {
        private final ExecutorService pool;

        Executing(ExecutorService pool) {
            this.pool = pool;
        }

        @Override
        public void execute(Runnable mailbox) {
            if (!ActorHost.takes(() -> run(mailbox))) {
                pool.execute(mailbox);
            }
        }

        /** On a host. What a mailbox throws is fatal, and for the pool: its handler ends the actor system, not the host. */
        private void run(Runnable mailbox) {
            try {
                mailbox.run();
            } catch (RuntimeException | Error fatal) {
                pool.execute(() -> {
                    throw fatal;
                });
            }
        }

        @Override
        public void shutdown() {
            pool.shutdown();
        }

        @Override
        public List<Runnable> shutdownNow() {
            return pool.shutdownNow();
        }

        @Override
        public boolean isShutdown() {
            return pool.isShutdown();
        }

        @Override
        public boolean isTerminated() {
            return pool.isTerminated();
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
            return pool.awaitTermination(timeout, unit);
        }
    }
}
