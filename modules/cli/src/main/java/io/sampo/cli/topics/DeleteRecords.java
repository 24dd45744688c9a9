package io.sampo.cli.topics;

import io.sampo.client.Admin;
import io.sampo.console.ClusterOptions;
import io.sampo.console.Connection;
import io.sampo.messages.ClusterView.TopicView;
import io.sampo.model.SampoException;
import io.sampo.model.TopicPartition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sampo topics delete-records}: logs begin further on (KIP-107). */
@Command(
        name = "delete-records",
        mixinStandardHelpOptions = true,
        description = {
            "Give up the beginning of partitions: nothing below the offset is served any more, and whole segments below it go.",
            "What is deleted cannot be brought back. A topic that is only compacted refuses it."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sampo topics delete-records --topic book --partition 0 --before 1000",
            "  sampo topics delete-records --topic book --before end"
        })
final class DeleteRecords implements Runnable {
    private static final String END = "end";

    @Mixin
    private ClusterOptions cluster;

    @Option(names = "--topic", required = true, paramLabel = "NAME", description = "Its name.")
    private String topic;

    @Option(
            names = "--partition",
            split = ",",
            paramLabel = "N",
            description = "Only these partitions; without it all of the topic.")
    private List<Integer> partitions = List.of();

    @Option(
            names = "--before",
            required = true,
            paramLabel = "OFFSET",
            description = "The first offset to keep, or 'end' for the high watermark: then everything goes.")
    private String before;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        long offset = offset();
        try (Connection connection = cluster.connect()) {
            TopicView view = Connection.await(connection.admin().describeTopics(List.of(topic)))
                    .get(0);
            Map<TopicPartition, Long> wanted = new TreeMap<>();
            for (int partition = 0; partition < view.partitions().size(); partition++) {
                if (partitions.isEmpty() || partitions.contains(partition)) {
                    wanted.put(new TopicPartition(topic, partition), offset);
                }
            }
            partitions.forEach(partition -> wanted.putIfAbsent(new TopicPartition(topic, partition), offset));
            Map<TopicPartition, CompletionStage<Long>> starts =
                    connection.admin().deleteRecords(wanted);
            List<SampoException> refusals = new ArrayList<>();
            for (TopicPartition partition : wanted.keySet()) {
                try {
                    long start = Connection.await(starts.get(partition));
                    spec.commandLine().getOut().println(partition + " begins at offset " + start + ".");
                } catch (SampoException e) {
                    refusals.add(e);
                }
            }
            if (!refusals.isEmpty()) {
                throw new SampoException(
                        refusals.get(0).error(),
                        refusals.stream().map(Throwable::getMessage).collect(Collectors.joining("; ")),
                        refusals.get(0));
            }
        }
    }

    private long offset() {
        if (before.equals(END)) {
            return Admin.HIGH_WATERMARK;
        }
        try {
            long offset = Long.parseLong(before);
            if (offset >= 0) {
                return offset;
            }
        } catch (NumberFormatException e) {
            // Told below, with what would be right.
        }
        throw new ParameterException(
                spec.commandLine(), "--before " + before + " is not legal: expected an offset from 0, or 'end'");
    }
}
