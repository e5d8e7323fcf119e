package io.twsj.spring.server;

import java.util.concurrent.CountDownLatch;

/** A thread that does nothing but keep the JVM running, since the server's own are daemons. */
final class KeepAlive {

    private final CountDownLatch ended = new CountDownLatch(1);

    private KeepAlive() {}

    static KeepAlive start() {
        KeepAlive keepAlive = new KeepAlive();
        Thread thread = new Thread(keepAlive::await, "twsj-keep-alive");
        thread.setDaemon(false);
        thread.start();
        return keepAlive;
    }

    private void await() {
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void end() {
        ended.countDown();
    }
}
