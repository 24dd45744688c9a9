package io.sampo.metadatalog;

import io.sampo.metadatalog.MetadataLogSettings.Sizes;
import io.sampo.metadatalog.MetadataLogSettings.Times;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.ratis.RaftConfigKeys;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.rpc.SupportedRpcType;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.util.ExitUtils;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;

/**
 * Ratis' hundred keys, shrunk from a data log to a metadata log on two cores, and the things Ratis does to a JVM, undone.
 */
final class RaftTuning {
    private static final int THREADS_MAX = 4;
    /** Kept so that java.util.logging does not forget the level with the logger. */
    private static final Logger GRPC_LOGGER = Logger.getLogger("org.apache.ratis.thirdparty.io.grpc");

    static {
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        // Ratis ends the JVM when a port is taken or any thread of anybody throws. A library must not.
        ExitUtils.disableSystemExit();
        ExitUtils.setTerminateOnUncaughtException(false);
        Thread.setDefaultUncaughtExceptionHandler(before);
        // The shaded netty's epoll library prints native-access warnings on newer JDKs and wins nothing here.
        setUnlessSet("org.apache.ratis.thirdparty.io.netty.transport.noNative", "true");
        setUnlessSet("org.apache.ratis.thirdparty.io.netty.eventLoopThreads", "2");
        GRPC_LOGGER.setLevel(Level.SEVERE);
    }

    private RaftTuning() {}

    private static void setUnlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    /** Forces the static block: must run before any class of Ratis is used. */
    static void tameJvm() {
        // the work is in the static block
    }

    static Path storage(MetadataLogSettings settings) {
        return settings.directory().resolve("raft");
    }

    static RaftProperties properties(MetadataLogSettings settings) {
        var properties = new RaftProperties();
        RaftConfigKeys.Rpc.setType(properties, SupportedRpcType.GRPC);
        RaftServerConfigKeys.setStorageDir(properties, List.of(storage(settings).toFile()));
        times(properties, settings.times());
        log(properties, settings.sizes(), settings.fsync());
        transport(properties, settings);
        threads(properties);
        return properties;
    }

    static Parameters gate(InboundLinks links) {
        var parameters = new Parameters();
        GrpcConfigKeys.Server.setServicesCustomizer(parameters, (builder, types) -> builder.intercept(links));
        return parameters;
    }

    private static void times(RaftProperties properties, Times times) {
        RaftServerConfigKeys.Rpc.setTimeoutMin(properties, millis(times.electionMinMs()));
        RaftServerConfigKeys.Rpc.setTimeoutMax(properties, millis(times.electionMaxMs()));
        // Nobody leads yet when a node starts, and where somebody does, pre-vote keeps the newcomer quiet.
        RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMin(properties, millis(times.electionMinMs() * 3 / 10));
        RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMax(properties, millis(times.electionMaxMs() * 3 / 10));
        RaftServerConfigKeys.Rpc.setRequestTimeout(properties, millis(times.requestMs()));
        RaftServerConfigKeys.Rpc.setSlownessTimeout(properties, millis(times.slownessMs()));
        RaftServerConfigKeys.LeaderElection.setPreVote(properties, true);
        RaftServerConfigKeys.Read.setOption(properties, RaftServerConfigKeys.Read.Option.LINEARIZABLE);
        RaftServerConfigKeys.Read.setTimeout(properties, millis(times.readMs()));
        RaftServerConfigKeys.RetryCache.setExpiryTime(properties, millis(10_000));
        // Ratis closes itself after a pause of a minute; a stopped and continued process shall go on instead.
        RaftServerConfigKeys.setCloseThreshold(properties, TimeDuration.valueOf(365, TimeUnit.DAYS));
    }

    private static void log(RaftProperties properties, Sizes sizes, boolean fsync) {
        int batchBytes = 2 * sizes.entryBytesMax();
        RaftServerConfigKeys.Log.setUnsafeFlushEnabled(properties, !fsync);
        RaftServerConfigKeys.Log.setSegmentSizeMax(properties, bytes(Math.max(sizes.segmentBytes(), batchBytes)));
        RaftServerConfigKeys.Log.setPreallocatedSize(properties, bytes(sizes.preallocatedBytes()));
        RaftServerConfigKeys.Log.setWriteBufferSize(properties, bytes(batchBytes + 4096));
        RaftServerConfigKeys.Log.Appender.setBufferByteLimit(properties, bytes(batchBytes));
        RaftServerConfigKeys.Log.Appender.setSnapshotChunkSizeMax(properties, bytes(sizes.entryBytesMax()));
        RaftServerConfigKeys.Log.setSegmentCacheNumMax(properties, 2);
        RaftServerConfigKeys.Log.setSegmentCacheSizeMax(properties, bytes(4L * batchBytes));
        RaftServerConfigKeys.Log.setPurgeUptoSnapshotIndex(properties, true);
        RaftServerConfigKeys.Log.setPurgePreservationLogNum(properties, sizes.entriesKept());
        // State files are rare, so each one may purge.
        RaftServerConfigKeys.Log.setPurgeGap(properties, 1);
        RaftServerConfigKeys.Snapshot.setAutoTriggerEnabled(properties, true);
        RaftServerConfigKeys.Snapshot.setAutoTriggerThreshold(properties, sizes.stateFileEveryEntries());
        RaftServerConfigKeys.Snapshot.setRetentionFileNum(properties, 2);
        RaftServerConfigKeys.Write.setByteLimit(properties, bytes(16L * sizes.entryBytesMax()));
        RaftServerConfigKeys.Write.setElementLimit(properties, 1024);
    }

    private static void transport(RaftProperties properties, MetadataLogSettings settings) {
        GrpcConfigKeys.Server.setHost(properties, settings.self().host());
        GrpcConfigKeys.Server.setPort(properties, settings.self().port());
        int batchBytes = 2 * settings.sizes().entryBytesMax();
        GrpcConfigKeys.setMessageSizeMax(properties, bytes(batchBytes + (2 << 20)));
    }

    private static void threads(RaftProperties properties) {
        GrpcConfigKeys.setUseEpoll(properties, false);
        // Event loops of its own would cost two quiet seconds at every close; gRPC's shared ones are as few.
        GrpcConfigKeys.Server.setBossGroupSize(properties, 0);
        GrpcConfigKeys.Server.setWorkerGroupSize(properties, 0);
        GrpcConfigKeys.Client.setWorkerGroupSize(properties, 0);
        GrpcConfigKeys.Server.setAsyncRequestThreadPoolSize(properties, THREADS_MAX);
        RaftServerConfigKeys.ThreadPool.setProxySize(properties, THREADS_MAX);
        RaftServerConfigKeys.ThreadPool.setServerSize(properties, THREADS_MAX);
        RaftServerConfigKeys.ThreadPool.setClientSize(properties, THREADS_MAX);
    }

    private static TimeDuration millis(long millis) {
        return TimeDuration.valueOf(millis, TimeUnit.MILLISECONDS);
    }

    private static SizeInBytes bytes(long bytes) {
        return SizeInBytes.valueOf(bytes);
    }
}
