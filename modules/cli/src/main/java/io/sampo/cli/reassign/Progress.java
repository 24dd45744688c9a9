package io.sampo.cli.reassign;

import io.sampo.client.Admin;
import io.sampo.client.Admin.ReassignmentProgress;
import io.sampo.console.Connection;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import io.sampo.model.TopicPartition;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reassignments under way, for a person and as JSON. */
public final class Progress {
    private static final long EACH_MS = 500;

    private Progress() {}

    /**
     * Prints a line when the progress has changed, until nothing is under way any more. Ending it ends no reassignment.
     *
     * @param wanted what to wait for; null = everything
     */
    public static void watch(Admin admin, PrintWriter out, @Nullable Collection<TopicPartition> wanted) {
        String last = "";
        while (true) {
            Map<TopicPartition, ReassignmentProgress> under =
                    new HashMap<>(Connection.await(admin.listReassignments()));
            if (wanted != null) {
                under.keySet().retainAll(wanted);
            }
            if (under.isEmpty()) {
                out.println("Done: nothing is being reassigned.");
                return;
            }
            String line = summary(under);
            if (!line.equals(last)) {
                out.println(line);
                out.flush();
                last = line;
            }
            pause();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(EACH_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SampoException(ErrorCode.REQUEST_TIMED_OUT, "interrupted; the reassignment goes on", e);
        }
    }

    /** A line for all, then one for each partition, its fields separated by tabs. */
    static String text(Map<TopicPartition, ReassignmentProgress> progress, long bytesPerSecond) {
        StringBuilder out = new StringBuilder(summary(progress));
        if (bytesPerSecond > 0) {
            out.append("\tThrottle: ").append(bytesPerSecond).append(" B/s");
        }
        new TreeMap<>(progress).forEach((partition, one) -> out.append("\n\tPartition: ")
                .append(partition)
                .append("\tFrom: ")
                .append(ids(one.original()))
                .append("\tTo: ")
                .append(ids(one.target()))
                .append("\tIsr: ")
                .append(ids(one.inSync()))
                .append("\tBytesBehind: ")
                .append(behind(one)));
        return out.toString();
    }

    /** One line: how many partitions, how many bytes. */
    static String summary(Map<TopicPartition, ReassignmentProgress> progress) {
        return "Reassigning: " + progress.size() + " partitions\tBytesBehind: " + total(progress);
    }

    static long total(Map<TopicPartition, ReassignmentProgress> progress) {
        return progress.values().stream()
                .flatMap(one -> one.bytesBehind().values().stream())
                .mapToLong(bytes -> Math.max(0, bytes))
                .sum();
    }

    static Map<String, Object> json(Map<TopicPartition, ReassignmentProgress> progress, long bytesPerSecond) {
        List<Map<String, Object>> partitions = new ArrayList<>();
        new TreeMap<>(progress).forEach((partition, one) -> {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("topic", partition.topic());
            json.put("partition", partition.partition());
            json.put("original", one.original());
            json.put("target", one.target());
            json.put("isr", one.inSync());
            Map<String, Object> behind = new TreeMap<>();
            one.bytesBehind().forEach((id, bytes) -> behind.put(String.valueOf(id), bytes < 0 ? null : bytes));
            json.put("bytesBehind", behind);
            partitions.add(json);
        });
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("throttle", bytesPerSecond == 0 ? null : bytesPerSecond);
        json.put("bytesBehind", total(progress));
        json.put("partitions", partitions);
        return json;
    }

    private static String behind(ReassignmentProgress one) {
        return new TreeMap<>(one.bytesBehind())
                .entrySet().stream()
                        .map(entry ->
                                entry.getKey() + "=" + (entry.getValue() < 0 ? "?" : String.valueOf(entry.getValue())))
                        .collect(Collectors.joining(","));
    }

    private static String ids(List<Integer> brokers) {
        return brokers.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
}
