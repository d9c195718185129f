/**
 * The command line.
 *
 * <p>{@link dev.towpath.cli.Main} reads the role from the arguments ({@link dev.towpath.cli.Launch}) before anything starts, then
 * hands over to Picocli. Each command parses, makes one call, and prints; {@link dev.towpath.cli.ExitCodes} alone knows what a
 * failure is worth to a script. {@link dev.towpath.cli.Node} puts a server or a proxy together from its parts.
 *
 * <p>The client verbs and the shell share what they do: {@link dev.towpath.cli.Transfers} and {@link dev.towpath.cli.Trees} move and
 * report, {@link dev.towpath.cli.Changes} changes, {@link dev.towpath.cli.Listed} shows, {@link dev.towpath.cli.Complaint} tells what
 * failed. The shell is a {@link dev.towpath.cli.ShellCommandTable} over a {@link dev.towpath.cli.ShellSession}, which holds the two
 * places that names are written against; {@link dev.towpath.cli.TerminalShell} and {@link dev.towpath.cli.PipedShell} bring its lines.
 */
@NullMarked
package dev.towpath.cli;

import org.jspecify.annotations.NullMarked;
