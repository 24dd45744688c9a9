package io.sampo.cli.house;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * What the tidy rules want to know of one Java file, read with the JDK's own parser.
 *
 * @param path relative to the checkout
 * @param lines of the whole file
 */
record SourceFile(Path path, long lines, List<Type> types, List<Method> methods, List<Handled> handled) {
    private static final Set<String> REGISTRATIONS = Set.of("onMessage", "onMessageEquals", "onCommand");

    /** A class, interface, record or enum; {@code nested} if it stands in another one. */
    record Type(String name, boolean nested, boolean documented) {}

    /** A method with its length in lines; a constructor has the name {@code <init>}. */
    record Method(
            String type,
            String name,
            long lines,
            int parameters,
            boolean isPrivate,
            Set<String> annotations,
            boolean inRecord) {}

    /** A message that an actor registers a handler for, by its simple name. */
    record Handled(String message, long line) {}

    static List<SourceFile> parse(Path root, List<Path> files) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, Locale.ROOT, null)) {
            var units = manager.getJavaFileObjectsFromPaths(
                    files.stream().map(root::resolve).toList());
            JavacTask task = (JavacTask) compiler.getTask(null, manager, null, List.of("-proc:none"), null, units);
            DocTrees trees = DocTrees.instance(task);
            List<SourceFile> parsed = new ArrayList<>();
            for (CompilationUnitTree unit : task.parse()) {
                Path path = root.relativize(Path.of(unit.getSourceFile().toUri()));
                parsed.add(new Reader(unit, trees).read(path));
            }
            return parsed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isPackageDescription() {
        return path.endsWith("package-info.java");
    }

    /** Walks one compilation unit and collects. */
    private static final class Reader extends TreePathScanner<Void, Void> {
        private final CompilationUnitTree unit;
        private final DocTrees trees;
        private final SourcePositions positions;
        private final LineMap lineMap;
        private final List<Type> types = new ArrayList<>();
        private final List<Method> methods = new ArrayList<>();
        private final List<Handled> handled = new ArrayList<>();

        Reader(CompilationUnitTree unit, DocTrees trees) {
            this.unit = unit;
            this.trees = trees;
            this.positions = trees.getSourcePositions();
            this.lineMap = unit.getLineMap();
        }

        SourceFile read(Path path) throws IOException {
            scan(unit, null);
            long lines = unit.getSourceFile()
                    .getCharContent(true)
                    .chars()
                    .filter(c -> c == '\n')
                    .count();
            return new SourceFile(path, lines, types, methods, handled);
        }

        @Override
        public Void visitClass(ClassTree tree, Void unused) {
            if (!tree.getSimpleName().isEmpty()) {
                TreePath parent = getCurrentPath().getParentPath();
                boolean nested = !(parent.getLeaf() instanceof CompilationUnitTree);
                DocCommentTree comment = trees.getDocCommentTree(getCurrentPath());
                boolean documented =
                        comment != null && !comment.getFirstSentence().isEmpty();
                types.add(new Type(tree.getSimpleName().toString(), nested, documented));
            }
            return super.visitClass(tree, null);
        }

        @Override
        public Void visitMethod(MethodTree tree, Void unused) {
            ClassTree owner = (ClassTree) getCurrentPath().getParentPath().getLeaf();
            long first = line(positions.getStartPosition(unit, tree));
            long last = line(positions.getEndPosition(unit, tree));
            Set<String> annotations = tree.getModifiers().getAnnotations().stream()
                    .map(annotation -> annotation.getAnnotationType().toString())
                    .collect(java.util.stream.Collectors.toSet());
            methods.add(new Method(
                    owner.getSimpleName().toString(),
                    tree.getName().toString(),
                    last - first + 1,
                    tree.getParameters().size(),
                    tree.getModifiers().getFlags().contains(Modifier.PRIVATE),
                    annotations,
                    owner.getKind() == Tree.Kind.RECORD));
            return super.visitMethod(tree, null);
        }

        @Override
        public Void visitMethodInvocation(MethodInvocationTree tree, Void unused) {
            if (tree.getMethodSelect() instanceof MemberSelectTree select
                    && REGISTRATIONS.contains(select.getIdentifier().toString())
                    && tree.getArguments().size() == 2) {
                String message = messageName(tree.getArguments().get(0));
                if (message != null) {
                    handled.add(new Handled(message, line(positions.getStartPosition(unit, tree))));
                }
            }
            return super.visitMethodInvocation(tree, null);
        }

        /** {@code Foo} of {@code Foo.class}, {@code Outer.Foo.class} and of the enum constant {@code Foo.FOO}. */
        private static @org.jspecify.annotations.Nullable String messageName(ExpressionTree argument) {
            if (!(argument instanceof MemberSelectTree select)) {
                return null;
            }
            String qualifier = select.getExpression().toString();
            return qualifier.substring(qualifier.lastIndexOf('.') + 1);
        }

        private long line(long position) {
            return lineMap.getLineNumber(position);
        }
    }
}
