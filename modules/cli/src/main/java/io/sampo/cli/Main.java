package io.sampo.cli;

import com.typesafe.config.ConfigFactory;
import io.sampo.kafkacommands.KafkaCommands;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The way into the process, and the only one out of it. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        readConfigurationMeanwhile();
        Charset charset = StandardCharsets.UTF_8;
        PrintWriter out = new PrintWriter(System.out, true, charset);
        PrintWriter err = new PrintWriter(System.err, true, charset);
        int exitCode = run(args, out, err);
        out.flush();
        err.flush();
        System.exit(exitCode);
    }

    /** The defaults of all jars take a fifth of a second to read: as long as the command line, which nobody waits for then. */
    private static void readConfigurationMeanwhile() {
        Thread reader = new Thread(ConfigFactory::defaultReferenceUnresolved, "sampo-start-configuration");
        reader.setDaemon(true);
        // What is wrong with it is told to whoever asks for it next.
        reader.setUncaughtExceptionHandler((thread, failure) -> {});
        reader.start();
    }

    /** Runs one command and returns its exit code; never throws. */
    static int run(String[] args, PrintWriter out, PrintWriter err) {
        if (args.length > 0 && KafkaCommands.knows(args[0])) {
            Logging.forClient();
            return KafkaCommands.run(args, out, err);
        }
        CommandLine commandLine = SampoCommand.commandLine(args);
        commandLine.setOut(out);
        commandLine.setErr(err);
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setUsageHelpWidth(110);
        commandLine.setUsageHelpAutoWidth(false);
        commandLine.setExecutionStrategy(Main::runLast);
        commandLine.setParameterExceptionHandler(Main::wrongUsage);
        commandLine.setExecutionExceptionHandler((thrown, command, parsed) -> failed(thrown, command));
        return commandLine.execute(args);
    }

    private static int runLast(ParseResult parsed) {
        ParseResult last = parsed;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        if (!(last.commandSpec().userObject() instanceof Logging.ByOptions)) {
            Logging.forClient();
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    private static int wrongUsage(ParameterException thrown, String[] args) {
        CommandLine command = thrown.getCommandLine();
        String said = Failure.of(new IllegalArgumentException(thrown.getMessage(), thrown))
                .line();
        command.getErr()
                .println("sampo: " + said + "; see 'sampo"
                        + command.getCommandSpec().qualifiedName().substring("sampo".length()) + " --help'");
        return ExitCode.USAGE;
    }

    private static int failed(Exception thrown, CommandLine command) {
        Failure failure = Failure.of(thrown);
        command.getErr().println("sampo: " + failure.line());
        // The whole of it for whoever asks: SAMPO_LOG_LEVEL=DEBUG.
        LoggerFactory.getLogger(Main.class).debug("the command failed", thrown);
        return failure.exitCode();
    }
}
