package io.sampo.protocol.fuzz;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code ops/bin/fuzz [--frames N] [--seed S]}: fuzzes the decoder until N frames have been refused as malformed. Ends with 1
 * where anything else than MalformedFrame came out, or where the heap has grown.
 */
final class Fuzz {
    private static final int STEPS = 10;
    private static final long HEAP_GROWTH_MAX = 4 << 20;

    private Fuzz() {}

    public static void main(String[] arguments) {
        Map<String, Long> options = new TreeMap<>(Map.of("--frames", 10_000_000L, "--seed", System.nanoTime()));
        for (int i = 0; i < arguments.length; i += 2) {
            if (!options.containsKey(arguments[i])
                    || i + 1 == arguments.length
                    || !arguments[i + 1].matches("-?\\d{1,18}")) {
                System.err.println(
                        "fuzz: '" + arguments[i] + "' is none of --frames N, --seed S with a number behind it");
                System.exit(2);
            }
            options.put(arguments[i], Long.parseLong(arguments[i + 1]));
        }
        System.exit(fuzz(options.get("--frames"), options.get("--seed")) ? 0 : 1);
    }

    private static boolean fuzz(long frames, long seed) {
        DecoderFuzz fuzz = new DecoderFuzz(seed);
        System.out.println("seed " + seed + ", " + fuzz.corpus());
        fuzz.run(frames / 100);
        long heapFirst = heapAfterCollection();
        long heapMost = heapFirst;
        long nanos = 0;
        long before = fuzz.refused() + fuzz.accepted();
        for (int step = 1; step <= STEPS; step++) {
            long start = System.nanoTime();
            fuzz.run(frames * step / STEPS);
            nanos += System.nanoTime() - start;
            long heap = heapAfterCollection();
            heapMost = Math.max(heapMost, heap);
            say("%,12d malformed, %,d made sense, %d escapes, heap %.1f MB", fuzz, heap);
        }
        fuzz.escapes().forEach(escape -> System.out.println("escaped: " + escape));
        System.out.printf(
                Locale.ROOT,
                "allocated at most %.1f bytes for a byte of a frame (%s), %,d bytes for one frame%n",
                fuzz.allocatedPerByteMax(),
                fuzz.costliest(),
                fuzz.allocatedMax());
        System.out.printf(
                Locale.ROOT,
                "%,d malformed frames, %d escapes, heap %.1f MB at first and %.1f MB at most, %,.0f frames/s%n",
                fuzz.refused(),
                fuzz.escaped(),
                heapFirst / 1e6,
                heapMost / 1e6,
                (fuzz.refused() + fuzz.accepted() - before) / (nanos / 1e9));
        return fuzz.escaped() == 0 && heapMost - heapFirst < HEAP_GROWTH_MAX;
    }

    private static void say(String format, DecoderFuzz fuzz, long heap) {
        System.out.printf(Locale.ROOT, format + "%n", fuzz.refused(), fuzz.accepted(), fuzz.escaped(), heap / 1e6);
    }

    private static long heapAfterCollection() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
