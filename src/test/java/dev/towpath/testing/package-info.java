/** What the tests share: raw sockets as the oracle, foreign nodes, and nodes of our own in this process. */
package dev.towpath.testing;
