package io.sampo.cli;

import io.sampo.broker.BrokerNode;
import io.sampo.broker.BrokerSettings;
import io.sampo.console.Connection;
import io.sampo.model.BrokerEndpoints;
import io.sampo.model.KafkaListener;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sampo broker}: one broker in this process, until SIGTERM or Ctrl-C. */
@Command(
        name = "broker",
        mixinStandardHelpOptions = true,
        description = {
            "Run a broker. Prints one line to standard output when it serves:",
            "READY broker=1 artery=HOST:PORT kafka=HOST:PORT http=HOST:PORT",
            "kafka= is what Kafka clients are told to dial (sampo.advertised.listeners), or - where sampo.listeners is empty.",
            "SIGTERM and Ctrl-C hand leadership over, flush, leave the cluster and end 0."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sampo broker --config cluster-config/single.conf",
            "  sampo broker --config cluster-config/three-brokers/broker-1.conf -D sampo.log.dirs=/srv/sampo",
            "  sampo broker --config my.conf -D sampo.log.retention.ms=3600000 --logging cluster-config/logback.xml"
        })
final class RunBroker implements Callable<Integer>, Logging.ByOptions {
    @Option(names = "--config", required = true, paramLabel = "FILE", description = "HOCON; see cluster-config/.")
    private Path config;

    @Option(names = "-D", paramLabel = "key=value", description = "A key that wins over the file; repeatable.")
    private Map<String, String> overrides = new LinkedHashMap<>();

    @Option(
            names = "--logging",
            paramLabel = "FILE",
            description = "logback.xml, for example cluster-config/logback.xml. Default: to standard error.")
    private @Nullable Path logging;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Logging.forBroker(logging);
        return serve(
                BrokerSettings.load(config, overrides),
                spec.commandLine().getOut(),
                spec.commandLine().getErr());
    }

    /** Runs a broker until a signal ends the process; returns only where it has ended by itself. */
    static int serve(BrokerSettings settings, PrintWriter out, PrintWriter err) {
        FreePortCheck.check(settings);
        try (RunningBroker running = RunningBroker.start(settings)) {
            BrokerNode node = running.node();
            node.storageLost().thenAccept(RunningBroker::haltWithoutStorage);
            Logging.brokerServes();
            out.println(readyLine(settings.brokerId(), node.endpoints()));
            Connection.await(node.terminated());
        }
        // Nobody asked for it: a broker that ends by itself has failed.
        err.println("sampo: the broker ended by itself; its log says why");
        return ExitCode.FAILED;
    }

    static String readyLine(int brokerId, BrokerEndpoints at) {
        String kafka = at.kafkaListeners().isEmpty()
                ? "-"
                : at.kafkaListeners().stream().map(KafkaListener::address).collect(Collectors.joining(","));
        return "READY broker=" + brokerId + " artery=" + at.host() + ":" + at.arteryPort() + " kafka=" + kafka
                + " http=" + at.host() + ":" + at.httpPort();
    }
}
