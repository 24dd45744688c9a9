package io.sampo.gateway.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.sampo.messages.host.ActorHost;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopDispatcherTest {
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final EventLoop loop = group.next();
    private final List<String> ran = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void end() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    @Test
    void whoIsToldByTheLoopRunsOnItBehindWhatItDoes() throws Exception {
        hosts();

        onLoop(() -> {
            boolean taken = ActorHost.takes(() -> ran.add("on the loop: " + loop.inEventLoop()));
            return ran.add("taken: " + taken);
        });
        onLoop(() -> true);

        assertThat(ran).containsExactly("taken: true", "on the loop: true");
        assertThat(ActorHost.takes(() -> {})).as("this thread is no host").isFalse();
    }

    @Test
    void whoIsToldByAnActorThatRunsThereIsForThePool() throws Exception {
        hosts();

        onLoop(() -> ActorHost.takes(() -> ran.add("taken: " + ActorHost.takes(() -> {}))));
        onLoop(() -> true);

        assertThat(ran).containsExactly("taken: false");
    }

    @Test
    void whatALoopTakesWhileItEndsIsDone() throws Exception {
        hosts();
        AtomicBoolean taken = new AtomicBoolean();

        loop.execute(() -> {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            taken.set(ActorHost.takes(() -> ran.add("done")));
        });
        group.terminationFuture().awaitUninterruptibly();

        assertThat(loop.isTerminated()).isTrue();
        assertThat(ran.contains("done")).isEqualTo(taken.get());
    }

    private void hosts() throws Exception {
        onLoop(() -> {
            LoopDispatcher.host(loop);
            return true;
        });
    }

    private <T> T onLoop(Callable<T> task) throws Exception {
        return loop.submit(task).get();
    }
}
