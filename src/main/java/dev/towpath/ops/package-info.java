/** What an operator sees: the management port's view of a node. */
@NullMarked
package dev.towpath.ops;

import org.jspecify.annotations.NullMarked;
