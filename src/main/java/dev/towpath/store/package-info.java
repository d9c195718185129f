/**
 * Files under one root, in plain Java.
 *
 * <p>{@link dev.towpath.store.FileStore} is the contract, so that another store can stand behind it;
 * {@link dev.towpath.store.LocalStore} keeps it on a local file system. All calls block: callers bring the thread and the time
 * limit.
 */
@NullMarked
package dev.towpath.store;

import org.jspecify.annotations.NullMarked;
