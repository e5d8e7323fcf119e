package io.twsj;

import org.jspecify.annotations.Nullable;

/**
 * A loop's opening handshakes that are not finished, in the order in which they began, and not more than so many: whoever
 * begins one too many makes the oldest go, so that those who open connections and say nothing cannot keep others out. Event
 * loop only.
 */
final class UnfinishedHandshakes {

    private final int most;
    private int count;
    private @Nullable Entry oldest;
    private @Nullable Entry newest;

    /** What is in the list, once at most. */
    abstract static class Entry {

        private @Nullable Entry older;
        private @Nullable Entry newer;
        private boolean listed;

        /** Has to end, to make room. It has left the list. */
        abstract void makeRoom(int most);
    }

    UnfinishedHandshakes(int most) {
        this.most = most;
    }

    void add(Entry entry) {
        entry.listed = true;
        entry.older = newest;
        if (newest == null) {
            oldest = entry;
        } else {
            newest.newer = entry;
        }
        newest = entry;
        count++;
        Entry first = oldest;
        if (count > most && first != null) {
            remove(first);
            first.makeRoom(most);
        }
    }

    /** It is finished, however. */
    void remove(Entry entry) {
        if (!entry.listed) {
            return;
        }
        entry.listed = false;
        Entry older = entry.older;
        Entry newer = entry.newer;
        entry.older = null;
        entry.newer = null;
        if (older == null) {
            oldest = newer;
        } else {
            older.newer = newer;
        }
        if (newer == null) {
            newest = older;
        } else {
            newer.older = older;
        }
        count--;
    }
}
