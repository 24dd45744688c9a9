package io.sampo.cli;

/**
 * How a command ends. {@link #USAGE} is for what cannot work as it was typed or configured, whatever state the cluster is
 * in; {@link #FAILED} for what could have worked and did not.
 */
final class ExitCode {
    static final int DONE = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;

    private ExitCode() {}
}
