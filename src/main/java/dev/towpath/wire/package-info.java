/**
 * The line protocol as values, without a socket.
 *
 * <p>Bytes become lines in {@link dev.towpath.wire.LineFramer}, a line becomes a {@link dev.towpath.wire.Request} in
 * {@link dev.towpath.wire.RequestCodec}; a role makes a {@link dev.towpath.wire.Response} of it, whose first line
 * {@link dev.towpath.wire.ResponseCodec} prints and whose {@link dev.towpath.wire.Body} says how the rest leaves. Read from the
 * other side, the same codec parses the first line into a {@link dev.towpath.wire.Status}, and
 * {@link dev.towpath.wire.AnswerBody} knows from it alone where the answer ends.
 */
@NullMarked
package dev.towpath.wire;

import org.jspecify.annotations.NullMarked;
