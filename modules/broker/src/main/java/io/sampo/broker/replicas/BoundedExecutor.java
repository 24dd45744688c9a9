package io.sampo.broker.replicas;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;

/** Lets so many tasks wait or run in another executor, and refuses more. Safe from any thread. */
public final class BoundedExecutor implements Executor {
    private final Executor executor;
    private final Semaphore room;

    /** @param tasksMax most tasks that wait or run at a time */
    public BoundedExecutor(Executor executor, int tasksMax) {
        this.executor = executor;
        this.room = new Semaphore(tasksMax);
    }

    /** @throws RejectedExecutionException if there is no room; ask again later */
    @Override
    public void execute(Runnable task) {
        if (!room.tryAcquire()) {
            throw new RejectedExecutionException("too many tasks wait for blocking work");
        }
        boolean taken = false;
        try {
            executor.execute(() -> {
                try {
                    task.run();
                } finally {
                    room.release();
                }
            });
            taken = true;
        } finally {
            if (!taken) {
                room.release();
            }
        }
    }
}
