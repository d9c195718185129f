/**
 * Names as values: what a path may look like on the wire and in the store, and how text from a peer is shown to a person.
 *
 * <p>{@link dev.towpath.name.RemotePath} holds the rules for paths, in the text alone, before any file is touched. Both the
 * protocol and the store need them, so they belong to neither. {@link dev.towpath.name.Printable} makes foreign text safe for
 * a terminal and a log.
 */
@NullMarked
package dev.towpath.name;

import org.jspecify.annotations.NullMarked;
