package io.sampo.broker.startup;

import io.sampo.model.TopicConfig;
import io.sampo.model.TopicIdPartition;
import io.sampo.replication.actor.ReplicaLogs;
import io.sampo.storage.PartitionLog;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The logs as one incarnation sees them. An actor system may end while a log is being recovered on its blocking executor,
 * and tasks that were queued there still run afterwards: without this wall they would share a log with the next
 * incarnation (R20: one writer). Safe from any thread.
 */
public final class IncarnationLogs implements ReplicaLogs {
    private static final Logger LOG = LoggerFactory.getLogger(IncarnationLogs.class);
    private static final int EVERYBODY = 1 << 20;

    private final ReplicaLogs logs;
    private final Semaphore users = new Semaphore(EVERYBODY);
    private final Map<TopicIdPartition, PartitionLog> opened = new ConcurrentHashMap<>();

    /** @param logs what all incarnations share */
    public IncarnationLogs(ReplicaLogs logs) {
        this.logs = logs;
    }

    @Override
    public OpenedLog open(TopicIdPartition partition, String topic, TopicConfig config) throws IOException {
        enter();
        try {
            OpenedLog log = logs.open(partition, topic, config);
            opened.put(partition, log.log());
            return log;
        } finally {
            users.release();
        }
    }

    @Override
    public OpenedLog openAnew(TopicIdPartition partition, String topic, TopicConfig config) throws IOException {
        enter();
        try {
            OpenedLog log = logs.openAnew(partition, topic, config);
            opened.put(partition, log.log());
            return log;
        } finally {
            users.release();
        }
    }

    @Override
    public void quarantine(TopicIdPartition partition, String topic, String why) throws IOException {
        enter();
        try {
            opened.remove(partition);
            logs.quarantine(partition, topic, why);
        } finally {
            users.release();
        }
    }

    @Override
    public void delete(TopicIdPartition partition, String topic) throws IOException {
        enter();
        try {
            opened.remove(partition);
            logs.delete(partition, topic);
        } finally {
            users.release();
        }
    }

    private void enter() throws IOException {
        if (!users.tryAcquire()) {
            throw new IOException("this incarnation of the broker has ended");
        }
    }

    @Override
    public void reconfigure(PartitionLog log, TopicConfig config) throws IOException {
        logs.reconfigure(log, config);
    }

    @Override
    public void checkpoint(TopicIdPartition partition, long highWatermark) {
        logs.checkpoint(partition, highWatermark);
    }

    /**
     * The actors of this incarnation are gone: waits for what they began, lets nothing begin any more, and closes the logs
     * that no actor took over. Blocks. To be called once.
     */
    public void end() {
        users.acquireUninterruptibly(EVERYBODY);
        opened.forEach((partition, log) -> {
            try {
                log.close();
            } catch (IOException e) {
                LOG.warn("The log of {} did not close cleanly; it is recovered when it is opened again", partition, e);
            }
        });
        opened.clear();
    }
}
