package io.sampo.testkit.multinode;

import java.lang.reflect.Method;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Lets a method of a {@link MultiNodeTest} run in children only, and in the parent stands for their report. */
public final class MultiNodeExtension implements InvocationInterceptor, ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(MultiNodeExtension.class);

    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        if (NodePlan.isChild()) {
            invocation.proceed();
            node(context).finish();
        } else {
            invocation.skip();
            runInChildren(context);
        }
    }

    private static void runInChildren(ExtensionContext context) {
        MultiNodeTest test = AnnotationSupport.findAnnotation(context.getRequiredTestClass(), MultiNodeTest.class)
                .orElseThrow(() -> new IllegalStateException("@MultiNodeTest belongs on " + context.getTestClass()));
        Path directory = Path.of(
                "target",
                "multinode",
                context.getRequiredTestClass().getSimpleName() + "."
                        + context.getRequiredTestMethod().getName());
        MultiNodeReport report =
                MultiNodeRun.of(context.getUniqueId(), test, directory).run();
        if (report.failure().isPresent()) {
            throw report.failure().get();
        }
    }

    @Override
    public void interceptBeforeAllMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        inChildOnly(invocation);
    }

    @Override
    public void interceptBeforeEachMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        inChildOnly(invocation);
    }

    @Override
    public void interceptAfterEachMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        inChildOnly(invocation);
    }

    @Override
    public void interceptAfterAllMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        inChildOnly(invocation);
    }

    private static void inChildOnly(Invocation<Void> invocation) throws Throwable {
        if (NodePlan.isChild()) {
            invocation.proceed();
        } else {
            invocation.skip();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == MultiNode.class;
    }

    @Override
    public @Nullable Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return NodePlan.isChild() ? node(context) : null;
    }

    /** One for the JVM, closed by JUnit after the last test method: a child runs one method. */
    private static MultiNode node(ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(MultiNode.class, key -> new MultiNode(NodePlan.ofThisChild()), MultiNode.class);
    }
}
