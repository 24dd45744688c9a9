package io.sampo.cli.cluster;

import io.sampo.console.ClusterOptions;
import io.sampo.console.Connection;
import io.sampo.console.Json;
import io.sampo.messages.AdminReply.VoterView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sampo cluster voters}: who keeps the metadata log; add and remove one at a time. */
@Command(
        name = "voters",
        mixinStandardHelpOptions = true,
        description = {
            "Show the voters of the metadata log, or add or remove one.",
            "A broker to be added must be in sampo.controller.voters of every broker and run."
        },
        subcommands = {Voters.Add.class, Voters.Remove.class},
        footerHeading = "%nExamples:%n",
        footer = {
            "  sampo cluster voters",
            "  sampo cluster voters add --broker 4",
            "  sampo cluster voters remove --broker 2"
        })
public final class Voters implements Runnable {
    @Mixin
    private ClusterOptions cluster;

    @Option(names = "--json", description = "An array with one object for each voter.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        try (Connection connection = cluster.connect()) {
            List<VoterView> voters = Connection.await(connection.admin().listVoters());
            String text = json
                    ? Json.text(voters.stream().map(Voters::json).toList())
                    : String.join("\n", voters.stream().map(Voters::text).toList());
            spec.commandLine().getOut().println(text);
        }
    }

    private static String text(VoterView voter) {
        return "Broker: " + voter.brokerId() + "\tState: " + state(voter) + "\tLag: "
                + (voter.lag() < 0 ? "-" : String.valueOf(voter.lag())) + "\tRaft: " + voter.address() + "\tPeer: "
                + voter.peerId();
    }

    private static Map<String, Object> json(VoterView voter) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("brokerId", voter.brokerId());
        json.put("state", state(voter));
        json.put("lag", voter.lag() < 0 ? null : voter.lag());
        json.put("address", voter.address());
        json.put("peerId", voter.peerId());
        return json;
    }

    private static String state(VoterView voter) {
        if (voter.leader()) {
            return "leader";
        }
        return voter.voter() ? "voter" : "waiting";
    }

    /** {@code sampo cluster voters add}. */
    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            description = "Make a broker a voter; returns when it has copied the log.",
            footerHeading = "%nExamples:%n",
            footer = "  sampo cluster voters add --broker 4")
    static final class Add implements Runnable {
        @Mixin
        private ClusterOptions cluster;

        @Option(names = "--broker", required = true, paramLabel = "ID", description = "The broker.")
        private int broker;

        @Spec
        private CommandSpec spec;

        @Override
        public void run() {
            try (Connection connection = cluster.connect()) {
                Connection.await(connection.admin().addVoter(broker));
                spec.commandLine().getOut().println("Broker " + broker + " is a voter.");
            }
        }
    }

    /** {@code sampo cluster voters remove}. */
    @Command(
            name = "remove",
            mixinStandardHelpOptions = true,
            description = "Make a broker a voter no longer.",
            footerHeading = "%nExamples:%n",
            footer = "  sampo cluster voters remove --broker 2")
    static final class Remove implements Runnable {
        @Mixin
        private ClusterOptions cluster;

        @Option(names = "--broker", required = true, paramLabel = "ID", description = "The broker.")
        private int broker;

        @Spec
        private CommandSpec spec;

        @Override
        public void run() {
            try (Connection connection = cluster.connect()) {
                Connection.await(connection.admin().removeVoter(broker));
                spec.commandLine().getOut().println("Broker " + broker + " is no voter any more.");
            }
        }
    }
}
