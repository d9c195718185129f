/**
 * Files under one root, in plain Java.
 *
 * <p>{@link dev.towpath.store.FileStore} is the contract, so that another store can stand behind it;
 * {@link dev.towpath.store.LocalStore} keeps it on a local file system. All calls block: callers bring the thread and the time
 * limit.
 *
 * <p>Every path is walked by {@code Walk}, handle by handle, so that nothing leads out of the root. {@code Opening} opens a file and tells its
 * facts from a {@code Look}; {@code Changes} makes, removes and renames; {@code Uploads} takes files. What is new is made in the
 * {@code PrivateArea} and shown at a {@code Place} by one rename under one of the {@code NameLocks}. An upload is a {@code Part}, of which
 * {@code Parts} keeps so much and no more, and an {@code UploadTarget}.
 */
@NullMarked
package dev.towpath.store;

import org.jspecify.annotations.NullMarked;
