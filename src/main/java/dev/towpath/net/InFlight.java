package dev.towpath.net;

import io.netty.util.concurrent.FastThreadLocal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What is in flight: it begins and ends on event loops, tens of thousands of times a second, and others look at it now and then. Each loop
 * has places of its own for what it began, so that none waits for another, or for what another has in its processor's cache.
 */
public final class InFlight<T extends InFlight.Item> {

    private final List<Share<T>> shares = new CopyOnWriteArrayList<>();
    private final FastThreadLocal<Share<T>> own = new FastThreadLocal<>() {
        @Override
        protected Share<T> initialValue() {
            Share<T> share = new Share<>(Thread.currentThread());
            shares.add(share);
            return share;
        }
    };

    /** Something that may be in flight once. */
    public abstract static class Item {
        private @Nullable Share<?> share;
        private int place;
    }

    /** Puts one there, which has not been there before. */
    public void add(T item) {
        Share<T> share = own.get();
        ((Item) item).share = share;
        ((Item) item).place = share.add(item);
    }

    /**
     * Takes one away; again does no harm.
     *
     * @throws IllegalStateException on another thread than that which put it there
     */
    public void remove(T item) {
        Item one = item;
        Share<?> share = one.share;
        if (share != null) {
            share.remove(one.place);
            one.share = null;
        }
    }

    /** How many there are. */
    public int size() {
        int size = 0;
        for (Share<T> share : shares) {
            size += share.size();
        }
        return size;
    }

    /** All that have been there all the time this looks, and perhaps some of the others; in no order. */
    public List<T> all() {
        List<T> all = new ArrayList<>();
        for (Share<T> share : shares) {
            share.addTo(all);
        }
        return all;
    }

    /** What one thread has begun. */
    private static final class Share<T> {

        private static final int FIRST = 64;

        /** Where the count stands, so that no other thread's stands in the same line of a cache. */
        private static final int APART = 16;

        private final Thread owner;
        private final AtomicIntegerArray count = new AtomicIntegerArray(2 * APART);
        private volatile AtomicReferenceArray<T> places = new AtomicReferenceArray<>(FIRST);
        private int[] free = freeOf(FIRST);

        Share(Thread owner) {
            this.owner = owner;
        }

        int add(T item) {
            AtomicReferenceArray<T> all = places;
            int used = size();
            if (used == all.length()) {
                all = larger(all);
                places = all;
                free = freeOf(all.length());
            }
            int place = free[used];
            all.setRelease(place, item);
            count.setRelease(APART, used + 1);
            return place;
        }

        void remove(int place) {
            if (Thread.currentThread() != owner) {
                throw new IllegalStateException("begun by " + owner.getName());
            }
            places.setRelease(place, null);
            int used = size() - 1;
            free[used] = place;
            count.setRelease(APART, used);
        }

        int size() {
            return count.getAcquire(APART);
        }

        void addTo(List<T> list) {
            AtomicReferenceArray<T> all = places;
            for (int i = 0; i < all.length(); i++) {
                T item = all.getAcquire(i);
                if (item != null) {
                    list.add(item);
                }
            }
        }

        private static <T> AtomicReferenceArray<T> larger(AtomicReferenceArray<T> full) {
            AtomicReferenceArray<T> larger = new AtomicReferenceArray<>(2 * full.length());
            for (int i = 0; i < full.length(); i++) {
                larger.setPlain(i, full.getPlain(i));
            }
            return larger;
        }

        /** The places that are free, behind as many numbers as are taken. */
        private static int[] freeOf(int all) {
            return IntStream.range(0, all).toArray();
        }
    }
}
