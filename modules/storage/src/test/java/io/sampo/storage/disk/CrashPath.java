package io.sampo.storage.disk;

import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;

/** An absolute path, or a single name. */
final class CrashPath implements Path {
    private final CrashFileSystem fileSystem;
    private final String text;

    CrashPath(CrashFileSystem fileSystem, String text) {
        this.fileSystem = fileSystem;
        this.text = text;
    }

    @Override
    public FileSystem getFileSystem() {
        return fileSystem;
    }

    @Override
    public boolean isAbsolute() {
        return text.startsWith("/");
    }

    @Override
    public Path getRoot() {
        return isAbsolute() ? new CrashPath(fileSystem, "/") : null;
    }

    @Override
    public Path getFileName() {
        return new CrashPath(fileSystem, text.substring(text.lastIndexOf('/') + 1));
    }

    @Override
    public Path getParent() {
        int slash = text.lastIndexOf('/');
        if (slash < 0 || text.equals("/")) {
            return null;
        }
        return new CrashPath(fileSystem, slash == 0 ? "/" : text.substring(0, slash));
    }

    @Override
    public int getNameCount() {
        return text.equals("/") ? 0 : (int) text.chars().filter(c -> c == '/').count();
    }

    @Override
    public Path getName(int index) {
        return new CrashPath(fileSystem, text.split("/")[index + 1]);
    }

    @Override
    public Path subpath(int beginIndex, int endIndex) {
        throw new UnsupportedOperationException("storage never does");
    }

    @Override
    public boolean startsWith(Path other) {
        return text.startsWith(other.toString());
    }

    @Override
    public boolean endsWith(Path other) {
        return text.endsWith(other.toString());
    }

    @Override
    public Path normalize() {
        return this;
    }

    @Override
    public Path resolve(Path other) {
        return other.isAbsolute() ? other : new CrashPath(fileSystem, (text.equals("/") ? "" : text) + "/" + other);
    }

    @Override
    public Path relativize(Path other) {
        throw new UnsupportedOperationException("storage never does");
    }

    @Override
    public URI toUri() {
        return URI.create("crash:" + text);
    }

    @Override
    public Path toAbsolutePath() {
        return this;
    }

    @Override
    public Path toRealPath(LinkOption... options) {
        return this;
    }

    @Override
    public WatchKey register(WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
        throw new UnsupportedOperationException("storage never does");
    }

    @Override
    public int compareTo(Path other) {
        return text.compareTo(other.toString());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CrashPath path && path.text.equals(text) && path.fileSystem == fileSystem;
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
