package io.sampo.benchmarks.versus.work;

import io.sampo.benchmarks.versus.contender.ClusterPlan;
import io.sampo.benchmarks.versus.report.Figure;
import io.sampo.benchmarks.versus.report.Figures;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;

/** The same bytes per second to one partition, to many, and to very many: brokers of their own for each number. */
public final class PartitionsWorkload implements Workload {
    private static final Map<Integer, Figure> NUMBERS = numbers();

    private final RawPlan load;

    public PartitionsWorkload(RawPlan load) {
        this.load = load;
    }

    private static Map<Integer, Figure> numbers() {
        Map<Integer, Figure> numbers = new LinkedHashMap<>();
        numbers.put(1, Figure.CPU_AT_1);
        numbers.put(1_000, Figure.CPU_AT_1000);
        numbers.put(10_000, Figure.CPU_AT_10000);
        return numbers;
    }

    @Override
    public Figures measure(Bench bench) throws WorkFailed, IOException, InterruptedException {
        Figures figures = Figures.none();
        double one = 0;
        double most = 0;
        for (Map.Entry<Integer, Figure> number : NUMBERS.entrySet()) {
            Bench own = new Bench(
                    bench.installation(),
                    bench.contender(),
                    Files.createDirectories(bench.directory().resolve("partitions-" + number.getKey())));
            double cpu = new ReplayWorkload(ClusterPlan.single(number.getKey()), load, 0.5)
                    .measure(own)
                    .value(Figure.BROKER_CPU)
                    .orElseThrow();
            one = number.getKey() == 1 ? cpu : one;
            most = Math.max(most, cpu);
            figures = figures.with(number.getValue(), cpu);
        }
        return figures.with(Figure.GROWTH, most / one);
    }
}
