/**
 * The packaged program, started as a process and met from outside: its ports, signals, exit codes and bytes.
 *
 * <p>{@link dev.towpath.it.Launcher} starts it in either of its forms ({@link dev.towpath.it.Program}),
 * {@link dev.towpath.it.ProcessUnderTest} is what then runs. Each test class is written for the jar; its {@code Native…} subclass
 * runs the same tests on the native executable, where one was built.
 */
package dev.towpath.it;
