package io.sampo.benchmarks.versus.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The machine, in the words of its kernel; whatever it does not say is {@code unknown}. */
public final class Machine {
    private Machine() {}

    /** A line for each thing that figures depend on. */
    public static List<String> description() {
        return List.of(
                Runtime.version().feature() + " (" + System.getProperty("java.vm.version")
                        + ") is the JDK of all processes",
                cores() + " cores, " + value("/proc/cpuinfo", "model name")
                        + (value("/proc/cpuinfo", "flags").contains("hypervisor") ? ", of a virtual machine" : ""),
                memoryGib() + " GiB of memory",
                "Linux " + first("/proc/sys/kernel/osrelease") + ", TCP congestion control "
                        + first("/proc/sys/net/ipv4/tcp_congestion_control"));
    }

    /** Cores that this JVM sees. */
    public static int cores() {
        return Runtime.getRuntime().availableProcessors();
    }

    private static String memoryGib() {
        String kib = value("/proc/meminfo", "MemTotal").replace(" kB", "");
        return kib.equals("unknown") ? kib : String.format(Locale.ROOT, "%.0f", Long.parseLong(kib) / 1048576.0);
    }

    private static String first(String file) {
        return lines(file).stream().findFirst().orElse("unknown");
    }

    private static String value(String file, String key) {
        return lines(file).stream()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown");
    }

    private static List<String> lines(String file) {
        try {
            return Files.readAllLines(Path.of(file));
        } catch (IOException e) {
            return List.of();
        }
    }
}
