package io.sampo.benchmarks.versus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * What all cores of this machine have done so far, in the words of {@code /proc/stat}.
 *
 * @param busyS seconds that anybody used, interrupts included
 * @param stolenS seconds that the host of a virtual machine gave to others
 */
record CoreUse(double busyS, double stolenS, long atNs) {
    /** {@code USER_HZ}: 100 on every Linux that a JDK runs on. */
    private static final double TICKS_PER_SECOND = 100;

    private static final int IDLE = 4;
    private static final int WAITING = 5;
    private static final int STOLEN = 8;
    /** Guests are in the time of users, too. */
    private static final int FIELDS = 9;

    static CoreUse now() throws IOException {
        return parse(Files.readString(Path.of("/proc/stat")), System.nanoTime());
    }

    /** From the first line: {@code cpu user nice system idle iowait irq softirq steal guest ...}. */
    static CoreUse parse(String stat, long atNs) {
        String[] fields = stat.lines().findFirst().orElse("").split("\\s+");
        long busy = 0;
        for (int field = 1; field < Math.min(FIELDS, fields.length); field++) {
            if (field != IDLE && field != WAITING && field != STOLEN) {
                busy += Long.parseLong(fields[field]);
            }
        }
        long stolen = fields.length > STOLEN ? Long.parseLong(fields[STOLEN]) : 0;
        return new CoreUse(busy / TICKS_PER_SECOND, stolen / TICKS_PER_SECOND, atNs);
    }

    /** Cores that were in use between {@code earlier} and this. */
    double busyCoresSince(CoreUse earlier) {
        return (busyS - earlier.busyS) / secondsSince(earlier);
    }

    /** Cores that were stolen between {@code earlier} and this. */
    double stolenCoresSince(CoreUse earlier) {
        return (stolenS - earlier.stolenS) / secondsSince(earlier);
    }

    private double secondsSince(CoreUse earlier) {
        return (atNs - earlier.atNs) / (double) TimeUnit.SECONDS.toNanos(1);
    }

    /** Cores that are in use while this process does nothing, for a second. */
    static double ofOthers() throws IOException, InterruptedException {
        CoreUse before = now();
        TimeUnit.SECONDS.sleep(1);
        return now().busyCoresSince(before);
    }
}
