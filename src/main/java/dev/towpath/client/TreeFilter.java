package dev.towpath.client;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/**
 * Which files of a tree are wanted. A glob with a {@code /} in it is matched with a path below the top of the tree, any other with the
 * last name in it.
 */
public final class TreeFilter {

    /** Everything. */
    public static final TreeFilter ALL = new TreeFilter(List.of(), List.of());

    private final List<Glob> includes;
    private final List<Glob> excludes;

    private record Glob(boolean ofName, PathMatcher matcher) {

        static Glob of(String text) {
            try {
                return new Glob(text.indexOf('/') < 0, FileSystems.getDefault().getPathMatcher("glob:" + text));
            } catch (PatternSyntaxException e) {
                throw new IllegalArgumentException("not a glob: \"" + text + '"', e);
            }
        }

        boolean matches(Path path) {
            return matcher.matches(ofName ? path.getFileName() : path);
        }
    }

    /**
     * Makes a filter.
     *
     * @param includes globs of the files that are wanted; if there are none, all are
     * @param excludes globs of the files, and of the directories with all that is in them, that are not wanted all the same
     * @throws IllegalArgumentException quoting what is no glob
     */
    public TreeFilter(List<String> includes, List<String> excludes) {
        this.includes = includes.stream().map(Glob::of).toList();
        this.excludes = excludes.stream().map(Glob::of).toList();
    }

    /** True if a file is wanted. */
    boolean takesFile(Path path) {
        return entersDirectory(path) && (includes.isEmpty() || includes.stream().anyMatch(glob -> glob.matches(path)));
    }

    /** True if there may be something wanted in a directory. */
    boolean entersDirectory(Path path) {
        return excludes.stream().noneMatch(glob -> glob.matches(path));
    }
}
