/**
 * The command line.
 *
 * <p>{@link dev.towpath.cli.Main} reads the role from the arguments ({@link dev.towpath.cli.Launch}) before anything starts, then
 * hands over to Picocli. Each command parses, makes one call, and prints; {@link dev.towpath.cli.ExitCodes} alone knows what a
 * failure is worth to a script. {@link dev.towpath.cli.Node} puts a server or a proxy together from its parts.
 */
@NullMarked
package dev.towpath.cli;

import org.jspecify.annotations.NullMarked;
