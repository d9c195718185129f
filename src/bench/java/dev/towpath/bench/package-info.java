/**
 * The benchmark: Towpath beside nginx, haproxy and small references in C, on one machine, in one run. {@link dev.towpath.bench.Bench}
 * is the way in, {@link dev.towpath.bench.Cases} what is compared, {@link dev.towpath.bench.Rounds} how; what was measured is in
 * {@link dev.towpath.bench.RawFile}, and all that is told of it is made from that alone ({@link dev.towpath.bench.Results}).
 */
package dev.towpath.bench;
