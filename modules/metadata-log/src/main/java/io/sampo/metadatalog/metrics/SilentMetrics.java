package io.sampo.metadatalog.metrics;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.ratis.metrics.LongCounter;
import org.apache.ratis.metrics.MetricRegistries;
import org.apache.ratis.metrics.MetricRegistryInfo;
import org.apache.ratis.metrics.RatisMetricRegistry;
import org.apache.ratis.metrics.Timekeeper;
import org.apache.ratis.util.TimeDuration;

/**
 * Ratis insists on a metrics library and finds it by {@code ServiceLoader}; this one keeps nothing. Public only because
 * the loader demands it.
 */
public final class SilentMetrics extends MetricRegistries {
    private static final Timekeeper TIMEKEEPER = () -> () -> 0L;
    private static final LongCounter COUNTER = new LongCounter() {
        @Override
        public void inc(long n) {
            // keeps nothing
        }

        @Override
        public void dec(long n) {
            // keeps nothing
        }

        @Override
        public long getCount() {
            return 0;
        }
    };

    private record SilentRegistry(MetricRegistryInfo getMetricRegistryInfo) implements RatisMetricRegistry {
        @Override
        public Timekeeper timer(String name) {
            return TIMEKEEPER;
        }

        @Override
        public LongCounter counter(String name) {
            return COUNTER;
        }

        @Override
        public boolean remove(String name) {
            return false;
        }

        @Override
        public <T> void gauge(String name, Supplier<Supplier<T>> gaugeSupplier) {
            // keeps nothing
        }
    }

    @Override
    public void clear() {
        // keeps nothing
    }

    @Override
    public RatisMetricRegistry create(MetricRegistryInfo registry) {
        return new SilentRegistry(registry);
    }

    @Override
    public boolean remove(MetricRegistryInfo registry) {
        return false;
    }

    @Override
    public Optional<RatisMetricRegistry> get(MetricRegistryInfo registry) {
        return Optional.empty();
    }

    @Override
    public Set<MetricRegistryInfo> getMetricRegistryInfos() {
        return Set.of();
    }

    @Override
    public Collection<RatisMetricRegistry> getMetricRegistries() {
        return List.of();
    }

    @Override
    public void addReporterRegistration(
            Consumer<RatisMetricRegistry> reporter, Consumer<RatisMetricRegistry> stopReporter) {
        // nobody reports
    }

    @Override
    public void enableJmxReporter() {
        // nobody reports
    }

    @Override
    public void enableConsoleReporter(TimeDuration consoleReportRate) {
        // nobody reports
    }
}
