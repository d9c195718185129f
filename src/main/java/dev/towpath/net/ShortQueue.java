package dev.towpath.net;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * First in, first out, where there is hardly ever more than one: that needs no memory of its own, and every connection has some of these.
 * Not safe for use by more than one thread.
 */
final class ShortQueue<E> {

    private @Nullable E first;
    /** Those behind the first; null if there never were any since it was empty. */
    private @Nullable ArrayDeque<E> others;

    boolean isEmpty() {
        return first == null;
    }

    void add(E one) {
        if (first == null) {
            first = one;
            return;
        }
        ArrayDeque<E> behind = others;
        if (behind == null) {
            behind = new ArrayDeque<>(2);
            others = behind;
        }
        behind.add(one);
    }

    /** The first; null if there is none. */
    @Nullable
    E peek() {
        return first;
    }

    /** The latest; null if there is none. */
    @Nullable
    E peekLast() {
        return others == null || others.isEmpty() ? first : others.peekLast();
    }

    /** @throws NoSuchElementException if there is none */
    E element() {
        E one = first;
        if (one == null) {
            throw new NoSuchElementException();
        }
        return one;
    }

    /** Takes the first away; null if there is none. */
    @Nullable
    E poll() {
        E one = first;
        ArrayDeque<E> behind = others;
        first = behind == null ? null : behind.poll();
        if (first == null) {
            others = null;
        }
        return one;
    }

    /**
     * Takes the first away.
     *
     * @throws NoSuchElementException if there is none
     */
    E remove() {
        E one = element();
        poll();
        return one;
    }

    /** Takes one away, wherever it stands, if it is there. */
    void remove(E one) {
        if (one.equals(first)) {
            poll();
        } else if (others != null) {
            others.removeFirstOccurrence(one);
        }
    }

    /** Takes all away. */
    List<E> removeAll() {
        List<E> all = new ArrayList<>();
        for (E one = poll(); one != null; one = poll()) {
            all.add(one);
        }
        return all;
    }
}
