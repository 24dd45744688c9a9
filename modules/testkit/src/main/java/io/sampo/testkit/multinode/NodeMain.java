package io.sampo.testkit.multinode;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectUniqueId;

import io.sampo.testkit.process.ParentWatch;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Main class of a child: runs the one test that its argument names, writes how it went, ends 0 or 1. */
public final class NodeMain {
    private NodeMain() {}

    /** One argument: JUnit's unique id of the test. */
    public static void main(String[] arguments) {
        ParentWatch.endWithParent();
        NodePlan plan = NodePlan.ofThisChild();
        NodeResult result = run(plan.role(), arguments[0]);
        result.write(plan.resultFile(plan.role()));
        // Halt, not exit: threads of a system that the test forgot must not keep or delay the end.
        System.out.flush();
        Runtime.getRuntime().halt(result.isGood() ? 0 : 1);
    }

    private static NodeResult run(String role, String selector) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectUniqueId(selector))
                .filters(EngineFilter.includeEngines("junit-jupiter"))
                .build();
        Outcomes outcomes = new Outcomes();
        LauncherFactory.create().execute(request, outcomes);
        if (outcomes.passed == 0 && outcomes.failures.isEmpty()) {
            outcomes.failures.add("no test found for " + selector);
        }
        NodeResult.Outcome outcome =
                outcomes.failures.isEmpty() ? NodeResult.Outcome.PASSED : NodeResult.Outcome.FAILED;
        return new NodeResult(role, outcome, System.currentTimeMillis(), String.join("\n", outcomes.failures));
    }

    /** Called by the launcher's one thread. */
    private static final class Outcomes implements TestExecutionListener {
        private final List<String> failures = new ArrayList<>();
        private int passed;

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            result.getThrowable().ifPresent(failure -> failures.add(trace(failure)));
            if (test.isTest() && result.getStatus() == TestExecutionResult.Status.SUCCESSFUL) {
                passed++;
            }
        }

        private static String trace(Throwable failure) {
            StringWriter text = new StringWriter();
            failure.printStackTrace(new PrintWriter(text));
            return text.toString();
        }
    }
}
