package dev.towpath.store;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.Map;
import java.util.Set;

/**
 * The default file system with a step before each of its calls, in which a test may change the ground. Paths and directory handles are
 * wrapped; all else is what the platform gives.
 */
final class SteppedFileSystem extends FileSystem {

    private static final FileSystem REAL = FileSystems.getDefault();

    private final Runnable step;
    private final Provider provider = new Provider();

    private SteppedFileSystem(Runnable step) {
        this.step = step;
    }

    /** The path, on a file system with that step. */
    static Path path(Path real, Runnable step) {
        return new SteppedFileSystem(step).wrapped(real);
    }

    /** A path whose operations come by here. */
    private interface Stepped {
        Path real();
    }

    /** A handle whose operations come by here. */
    private interface SteppedStream {
        SecureDirectoryStream<Path> realStream();
    }

    private Path wrapped(Path real) {
        return (Path) Proxy.newProxyInstance(
                Stepped.class.getClassLoader(), new Class<?>[] {Path.class, Stepped.class}, (proxy, method, args) -> {
                    switch (method.getName()) {
                        case "real":
                            return real;
                        case "getFileSystem":
                            return this;
                        case "toRealPath":
                            step.run();
                            break;
                        default:
                            break;
                    }
                    Object result = call(method, real, args);
                    return result instanceof Path path ? wrapped(path) : result;
                });
    }

    @SuppressWarnings("unchecked")
    private SecureDirectoryStream<Path> wrapped(SecureDirectoryStream<Path> real) {
        return (SecureDirectoryStream<Path>) Proxy.newProxyInstance(
                Stepped.class.getClassLoader(),
                new Class<?>[] {SecureDirectoryStream.class, SteppedStream.class},
                (proxy, method, args) -> {
                    if (method.getName().equals("realStream")) {
                        return real;
                    }
                    step.run();
                    Object result = call(method, real, args);
                    return result instanceof SecureDirectoryStream<?>
                            ? wrapped((SecureDirectoryStream<Path>) result)
                            : result;
                });
    }

    private static Object call(Method method, Object real, Object[] args) throws Throwable {
        Object[] unwrapped = args == null ? new Object[0] : args.clone();
        for (int i = 0; i < unwrapped.length; i++) {
            if (unwrapped[i] instanceof Stepped stepped) {
                unwrapped[i] = stepped.real();
            } else if (unwrapped[i] instanceof SteppedStream stepped) {
                unwrapped[i] = stepped.realStream();
            }
        }
        try {
            return method.invoke(real, unwrapped);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static Path real(Path path) {
        return path instanceof Stepped stepped ? stepped.real() : path;
    }

    /** Steps, then asks the platform. */
    private final class Provider extends FileSystemProvider {

        private FileSystemProvider stepped() {
            step.run();
            return REAL.provider();
        }

        @Override
        public SeekableByteChannel newByteChannel(Path p, Set<? extends OpenOption> o, FileAttribute<?>... a)
                throws IOException {
            return stepped().newByteChannel(real(p), o, a);
        }

        @Override
        public FileChannel newFileChannel(Path p, Set<? extends OpenOption> o, FileAttribute<?>... a)
                throws IOException {
            return stepped().newFileChannel(real(p), o, a);
        }

        @Override
        @SuppressWarnings("unchecked")
        public DirectoryStream<Path> newDirectoryStream(Path p, DirectoryStream.Filter<? super Path> filter)
                throws IOException {
            DirectoryStream<Path> stream = stepped().newDirectoryStream(real(p), filter);
            return stream instanceof SecureDirectoryStream<?> ? wrapped((SecureDirectoryStream<Path>) stream) : stream;
        }

        @Override
        public void createDirectory(Path p, FileAttribute<?>... a) throws IOException {
            stepped().createDirectory(real(p), a);
        }

        @Override
        public void delete(Path p) throws IOException {
            stepped().delete(real(p));
        }

        @Override
        public void copy(Path from, Path to, CopyOption... o) throws IOException {
            stepped().copy(real(from), real(to), o);
        }

        @Override
        public void move(Path from, Path to, CopyOption... o) throws IOException {
            stepped().move(real(from), real(to), o);
        }

        @Override
        public boolean isSameFile(Path one, Path other) throws IOException {
            return stepped().isSameFile(real(one), real(other));
        }

        @Override
        public boolean isHidden(Path p) throws IOException {
            return stepped().isHidden(real(p));
        }

        @Override
        public FileStore getFileStore(Path p) throws IOException {
            return stepped().getFileStore(real(p));
        }

        @Override
        public void checkAccess(Path p, AccessMode... m) throws IOException {
            stepped().checkAccess(real(p), m);
        }

        @Override
        public <V extends FileAttributeView> V getFileAttributeView(Path p, Class<V> type, LinkOption... o) {
            return stepped().getFileAttributeView(real(p), type, o);
        }

        @Override
        public <A extends BasicFileAttributes> A readAttributes(Path p, Class<A> type, LinkOption... o)
                throws IOException {
            return stepped().readAttributes(real(p), type, o);
        }

        @Override
        public Map<String, Object> readAttributes(Path p, String names, LinkOption... o) throws IOException {
            return stepped().readAttributes(real(p), names, o);
        }

        @Override
        public void setAttribute(Path p, String name, Object value, LinkOption... o) throws IOException {
            stepped().setAttribute(real(p), name, value, o);
        }

        @Override
        public Path readSymbolicLink(Path p) throws IOException {
            return wrapped(stepped().readSymbolicLink(real(p)));
        }

        @Override
        public String getScheme() {
            return "stepped";
        }

        @Override
        public FileSystem newFileSystem(URI uri, Map<String, ?> env) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileSystem getFileSystem(URI uri) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Path getPath(URI uri) {
            throw new UnsupportedOperationException();
        }
    }

    @Override
    public FileSystemProvider provider() {
        return provider;
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public String getSeparator() {
        return REAL.getSeparator();
    }

    @Override
    public Iterable<Path> getRootDirectories() {
        return REAL.getRootDirectories();
    }

    @Override
    public Iterable<FileStore> getFileStores() {
        return REAL.getFileStores();
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
        return REAL.supportedFileAttributeViews();
    }

    @Override
    public Path getPath(String first, String... more) {
        return wrapped(REAL.getPath(first, more));
    }

    @Override
    public PathMatcher getPathMatcher(String syntaxAndPattern) {
        return REAL.getPathMatcher(syntaxAndPattern);
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
        return REAL.getUserPrincipalLookupService();
    }

    @Override
    public WatchService newWatchService() throws IOException {
        return REAL.newWatchService();
    }
}
