package io.sampo.testkit.multinode;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Every test method of this class runs in one JVM per role, all at once. Methods and constructors may take a
 * {@link MultiNode}; in the parent JVM, where no method body runs, it is null.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@ExtendWith(MultiNodeExtension.class)
public @interface MultiNodeTest {
    /** Names of the roles; the first one hosts the conductor and must live until the end. */
    String[] roles();

    /** When all roles must have ended. After that their stacks are dumped and they are destroyed. */
    int deadlineSeconds() default 60;

    /** Free ports that each role is given, see {@link MultiNode#port}. */
    int portsPerRole() default 6;

    /** JVM flags in addition to those of {@link io.sampo.testkit.process.JavaCommand#FLAGS}. */
    String[] jvmFlags() default {};
}
