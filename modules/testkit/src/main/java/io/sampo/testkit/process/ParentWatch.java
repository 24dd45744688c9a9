package io.sampo.testkit.process;

/** For main classes of children: a parent that was killed with -9 runs no shutdown hook, so the child looks out itself. */
public final class ParentWatch {
    private ParentWatch() {}

    /** Halts this JVM when the process that started it is gone. */
    public static void endWithParent() {
        ProcessHandle.current().parent().ifPresent(parent -> parent.onExit()
                .thenRun(() -> Runtime.getRuntime().halt(1)));
    }
}
