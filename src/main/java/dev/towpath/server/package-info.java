/**
 * The server role: {@link dev.towpath.server.FileServer} answers requests from a {@link dev.towpath.store.FileStore}, whose
 * blocking calls it keeps off the event loops. Reads of the same are joined ({@link dev.towpath.server.JointReads}), and small answers
 * kept as long as they are true ({@link dev.towpath.server.SmallAnswers}).
 */
@NullMarked
package dev.towpath.server;

import org.jspecify.annotations.NullMarked;
