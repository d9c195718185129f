/**
 * Listeners for the older programs' dialects.
 *
 * <p>They translate and hold no rules of their own: {@link dev.towpath.dialect.ChainSession} makes a call of what a client of one of
 * the chains sends, has the node's one handler answer it, and sends the answer in the way that client expects. Root, policy,
 * limits, time-outs, NAT table and drain are those of every other call.
 *
 * <p>{@link dev.towpath.dialect.TokenSession} does the same for the mini-FTP, which holds a conversation:
 * {@link dev.towpath.dialect.TokenInput} cuts what comes into commands and contents, {@link dev.towpath.dialect.TokenCommands} makes
 * calls of the commands and knows the working directory, {@link dev.towpath.dialect.UploadContent} is an upload on its way to whoever
 * stores it. How its messages have to be sent is {@link dev.towpath.net.TokenWriter}'s knowledge, which the client shares.
 */
@NullMarked
package dev.towpath.dialect;

import org.jspecify.annotations.NullMarked;
