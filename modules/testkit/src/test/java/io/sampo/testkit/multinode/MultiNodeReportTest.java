package io.sampo.testkit.multinode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sampo.testkit.Await;
import io.sampo.testkit.multinode.NodeResult.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.AssertionFailedError;

/** What the parent says of children that do not pass. */
class MultiNodeReportTest {
    @TempDir
    private Path directory;

    @Test
    void oneErrorHoldsTheTraceOfEveryRoleThatFailed() {
        // when
        MultiNodeReport report = run("twoOfThreeFail", 30);

        // then
        assertThat(report.result("first").outcome()).isEqualTo(Outcome.PASSED);
        assertThat(report.result("second").outcome()).isEqualTo(Outcome.FAILED);
        assertThat(report.result("third").outcome()).isEqualTo(Outcome.DIED);
        AssertionFailedError error = report.failure().orElseThrow();
        assertThat(error)
                .hasMessageContaining("first: PASSED")
                .hasMessageContaining("the law is broken in second")
                .hasMessageContaining("MultiNodeReportTest$Failing.twoOfThreeFail")
                .hasMessageContaining("ended with 3")
                .hasMessageContaining("last words of third");
        assertThat(report.output()).content().contains("[third] last words of third");
    }

    @Test
    void aRoleThatHangsIsDestroyedAndItsStacksAreInTheError() {
        // when
        MultiNodeReport report = run("oneHangs", 6);

        // then
        assertThat(report.result("second").outcome()).isEqualTo(Outcome.TIMED_OUT);
        assertThat(report.failure().orElseThrow()).hasMessageContaining("at io.sampo.testkit.Await.until");
    }

    private MultiNodeReport run(String method, int seconds) {
        MultiNodeTest test = Failing.class.getAnnotation(MultiNodeTest.class);
        String selector = "[engine:junit-jupiter]/[class:" + Failing.class.getName() + "]/[method:" + method + "("
                + MultiNode.class.getName() + ")]";
        MultiNodeRun run = MultiNodeRun.of(selector, test, directory.resolve(method));
        return new MultiNodeRun(
                        run.selector(),
                        run.roles(),
                        run.portsPerRole(),
                        Duration.ofSeconds(seconds),
                        run.command(),
                        run.directory())
                .run();
    }

    /** Not found by Surefire: neither its name nor its nesting is that of a test. */
    @MultiNodeTest(roles = {"first", "second", "third"})
    @ExtendWith(ChildOnly.class)
    static class Failing {
        @Test
        void twoOfThreeFail(MultiNode node) {
            if (node.is("second")) {
                fail("the law is broken in second");
            } else if (node.is("third")) {
                System.out.println("last words of third");
                System.out.flush();
                Runtime.getRuntime().halt(3);
            }
        }

        @Test
        void oneHangs(MultiNode node) {
            if (node.is("second")) {
                Await.until(Duration.ofMinutes(5), () -> "nothing", () -> false);
            }
        }
    }

    /** Keeps a run of all classes, as an IDE does, from failing on purpose. */
    static final class ChildOnly implements org.junit.jupiter.api.extension.BeforeAllCallback {
        @Override
        public void beforeAll(org.junit.jupiter.api.extension.ExtensionContext context) {
            assumeTrue(NodePlan.isChild(), "runs in children of MultiNodeReportTest only");
        }
    }
}
