package io.sampo.cli.reassign;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import io.sampo.console.Json;
import io.sampo.model.TopicPartition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A plan in the format of Kafka's {@code kafka-reassign-partitions.sh}: {@code {"version":1,"partitions":[{"topic":…,
 * "partition":…,"replicas":[…]}]}}. {@code log_dirs} of a plan of Kafka is read over: a broker chooses the directory itself.
 */
final class ReassignmentFile {
    private ReassignmentFile() {}

    /** The plan as text, sorted by topic and partition. */
    static String text(SortedMap<TopicPartition, List<Integer>> plan) {
        List<Map<String, Object>> partitions = new ArrayList<>();
        plan.forEach((partition, replicas) -> {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("topic", partition.topic());
            one.put("partition", partition.partition());
            one.put("replicas", replicas);
            partitions.add(one);
        });
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("version", 1);
        json.put("partitions", partitions);
        return Json.text(json);
    }

    static void write(Path file, SortedMap<TopicPartition, List<Integer>> plan) {
        try {
            Files.writeString(file, text(plan) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    /**
     * The plan in that file.
     *
     * @throws IllegalArgumentException one line that names the file and what is wrong in it
     */
    static SortedMap<TopicPartition, List<Integer>> read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(
                    "--file " + file + (Files.exists(file) ? " is no file" : " does not exist"));
        }
        try {
            Config json = ConfigFactory.parseFile(
                    file.toFile(),
                    ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON).setAllowMissing(false));
            if (json.getInt("version") != 1) {
                throw new IllegalArgumentException(
                        "--file " + file + " has version " + json.getInt("version") + ": expected 1");
            }
            SortedMap<TopicPartition, List<Integer>> plan = new TreeMap<>();
            for (Config one : json.getConfigList("partitions")) {
                TopicPartition partition = new TopicPartition(one.getString("topic"), one.getInt("partition"));
                List<Integer> replicas = List.copyOf(one.getIntList("replicas"));
                if (replicas.isEmpty()) {
                    throw new IllegalArgumentException(
                            "--file " + file + " gives partition " + partition + " no replicas: expected broker ids");
                }
                if (plan.put(partition, replicas) != null) {
                    throw new IllegalArgumentException("--file " + file + " names partition " + partition + " twice");
                }
            }
            return plan;
        } catch (ConfigException e) {
            throw new IllegalArgumentException(
                    "--file " + file + " is no reassignment in Kafka's JSON format: " + e.getMessage(), e);
        }
    }
}
