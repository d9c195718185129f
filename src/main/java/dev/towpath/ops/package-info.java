/**
 * What an operator sees: the management port's view of a node, its metrics and its log.
 *
 * <p>{@link dev.towpath.ops.NodeWatch} is told when the node listens and when it drains, and tells all others.
 * {@link dev.towpath.ops.TransferJournal} and {@link dev.towpath.ops.NodeMetrics} hear of every transfer; the first knows what runs and
 * what ran last, the second alone knows the names of metrics. On the management port {@link dev.towpath.ops.AdminGuard} stands before
 * everything; behind it are the page with its state ({@code AdminPage}, {@code AdminState}) and the NAT table
 * ({@link dev.towpath.ops.NatEndpoint}).
 *
 * <p>Of the log, {@code LogForm} chooses the form of its lines, {@code TextLines} for people or {@code JsonLines} for machines, and
 * {@code LogBatch} writes those of transfers a few milliseconds' worth at a time.
 */
@NullMarked
package dev.towpath.ops;

import org.jspecify.annotations.NullMarked;
