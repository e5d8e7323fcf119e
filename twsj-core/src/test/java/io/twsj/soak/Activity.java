package io.twsj.soak;

import java.util.Random;

/** What somebody does to the servers again and again. A round lasts seconds, and leaves no connection open. */
interface Activity {

    /** Does it once; fails if a message is lost, changed or out of order, or if an answer is not the right one. */
    void round(Random random) throws Exception;
}
