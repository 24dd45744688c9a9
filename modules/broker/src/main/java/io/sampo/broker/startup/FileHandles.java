package io.sampo.broker.startup;

import com.sun.management.UnixOperatingSystemMXBean;
import io.sampo.broker.BrokerSettings;
import io.sampo.logfiles.ChannelOpener;
import io.sampo.logfiles.segment.OpenFiles;
import io.sampo.storage.flush.StorageHealth;
import java.lang.management.ManagementFactory;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many file handles the logs may keep open: the setting, and never more than three quarters of what the process may have. */
final class FileHandles {
    private static final Logger LOG = LoggerFactory.getLogger(FileHandles.class);

    private FileHandles() {}

    /** The share of one log directory. A file that cannot be forced ends the use of the directory ({@code health}). */
    static OpenFiles forDirectory(BrokerSettings settings, Executor background, StorageHealth health) {
        int share = Math.max(1, openFilesMax(settings) / settings.logDirs().size());
        return new OpenFiles(share, ChannelOpener.SYSTEM, background, failure -> {
            LOG.error("A file could not be forced and closed", failure);
            health.fail(failure);
        });
    }

    private static int openFilesMax(BrokerSettings settings) {
        int wanted = settings.openFilesMax();
        if (!(ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system)) {
            return wanted;
        }
        long allowed = system.getMaxFileDescriptorCount() * 3 / 4;
        if (allowed >= wanted) {
            return wanted;
        }
        LOG.info(
                "sampo.log.open.files.max = {} is more than three quarters of the {} files that this process may open;"
                        + " it counts as {}. More partitions than that are written to at the cost of a force each: see"
                        + " ulimit -n",
                wanted,
                system.getMaxFileDescriptorCount(),
                allowed);
        return Math.toIntExact(allowed);
    }
}
