/**
 * The server role: {@link dev.towpath.server.FileServer} answers requests from a {@link dev.towpath.store.FileStore}, whose
 * blocking calls it keeps off the event loops. Who asks for the same at once shares a reading
 * ({@link dev.towpath.server.JointReads}).
 */
@NullMarked
package dev.towpath.server;

import org.jspecify.annotations.NullMarked;
