package io.twsj.pair;

/** What comes in and goes out. */
record Said(String room, String name, String text, long at) {

    /** What a handler makes of it: another object with the same content, so that load generators can compare. */
    Said again() {
        return new Said(room, name, text, at);
    }
}
