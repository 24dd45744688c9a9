package io.sampo.gateway.loop;

import io.netty.channel.EventLoop;
import io.sampo.messages.host.ActorHost;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.dispatch.Dispatcher;
import org.apache.pekko.dispatch.Dispatchers;
import org.apache.pekko.dispatch.ExecutorServiceFactory;
import org.apache.pekko.dispatch.ExecutorServiceFactoryProvider;
import org.apache.pekko.dispatch.MessageDispatcher;
import org.apache.pekko.dispatch.MessageDispatcherConfigurator;
import scala.concurrent.duration.Duration;
import scala.concurrent.duration.FiniteDuration;

/**
 * A Pekko dispatcher whose one thread is an event loop: its actors run between two reads of a socket, and telling them wakes
 * the loop as anything else does. The loop outlives the actor system, so the dispatcher never ends it.
 */
final class LoopDispatcher extends MessageDispatcherConfigurator {
    /** Answers taken from a mailbox before the sockets have their turn. */
    private static final int THROUGHPUT = 64;

    private final MessageDispatcher dispatcher;

    private LoopDispatcher(Dispatchers dispatchers, String id, EventLoop loop) {
        super(dispatchers.defaultDispatcherConfig(), dispatchers.prerequisites());
        dispatcher = new Dispatcher(
                this,
                id,
                THROUGHPUT,
                Duration.Zero(),
                new OnLoop(new LentExecutor(loop)),
                FiniteDuration.create(1, TimeUnit.SECONDS));
    }

    /** Makes the loop a dispatcher of {@code system}, to be asked for by {@code id}, which must be a new one there. */
    static void register(ActorSystem system, String id, EventLoop loop) {
        Dispatchers dispatchers = system.dispatchers();
        dispatchers.registerConfigurator(id, new LoopDispatcher(dispatchers, id, loop));
    }

    /** Actors of {@code HereOrPool}, too, run on {@code loop} from now on where it tells them. Called on it. */
    static void host(EventLoop loop) {
        ActorHost.become(mailbox -> {
            try {
                loop.execute(mailbox);
                return true;
            } catch (RejectedExecutionException e) {
                // The loop ends; the actor outlives it.
                return false;
            }
        });
    }

    @Override
    public MessageDispatcher dispatcher() {
        return dispatcher;
    }

    private record OnLoop(ExecutorService loop) implements ExecutorServiceFactoryProvider {
        @Override
        public ExecutorServiceFactory createExecutorServiceFactory(String id, ThreadFactory threads) {
            return () -> loop;
        }
    }

    /** Whatever Pekko does to it, the loop goes on. */
    private static final class LentExecutor extends AbstractExecutorService {
        private final EventLoop loop;
        private volatile boolean shutDown;

        LentExecutor(EventLoop loop) {
            this.loop = loop;
        }

        @Override
        public void execute(Runnable command) {
            if (loop.isShuttingDown()) {
                throw new RejectedExecutionException("the event loop has ended");
            }
            loop.execute(command);
        }

        @Override
        public void shutdown() {
            shutDown = true;
        }

        @Override
        public List<Runnable> shutdownNow() {
            shutDown = true;
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return shutDown;
        }

        @Override
        public boolean isTerminated() {
            return shutDown;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return shutDown;
        }
    }
}
