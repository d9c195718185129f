package dev.towpath.cli;

import dev.towpath.client.OutgoingFile;
import dev.towpath.name.RemotePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a user names to be stored, sorted by whether it can be under way together with others.
 *
 * @param files regular files
 * @param names what they are called there, by what the user calls them
 * @param others streams, folders and what there is something to be said against
 */
record Together(List<OutgoingFile> files, Map<String, String> names, List<String> others) {

    static Together of(List<String> sources, WrittenLocation target) {
        Together sorted = new Together(new ArrayList<>(), new HashMap<>(), new ArrayList<>());
        for (String source : sources) {
            if (!sorted.takes(source, target)) {
                sorted.others.add(source);
            }
        }
        return sorted;
    }

    private boolean takes(String source, WrittenLocation target) {
        if (source.equals(LocalSource.STDIN)) {
            return false;
        }
        try {
            Path file = LocalPlace.HERE.path(source);
            if (!Files.isRegularFile(file)) {
                return false;
            }
            RemotePath path = Changes.named(source, Putting.name(source, source, LocalPlace.HERE, target));
            files.add(new OutgoingFile(source, file, path, Files.size(file)));
            names.put(source, path.fileName());
            return true;
        } catch (IOException | RuntimeException e) {
            return false; // it fails in the same way by itself, and is told of
        }
    }
}
