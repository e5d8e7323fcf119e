package io.twsj.mux;

/** How much may still be sent on a channel: octets of payload, and one for each message begun. One caller at a time. */
final class SendQuota {

    private long left;

    SendQuota(long initial) {
        this.left = initial;
    }

    long left() {
        return left;
    }

    /** Something of this cost was sent; there was enough left. */
    void spend(long cost) {
        left -= cost;
    }

    /**
     * The peer allows more.
     *
     * @throws MuxException if that is more than a number can say
     */
    void add(long more) throws MuxException {
        try {
            left = Math.addExact(left, more);
        } catch (ArithmeticException overflow) {
            throw new MuxException(MuxCode.SEND_QUOTA_OVERFLOW, "send quota exceeds 2^63-1");
        }
    }
}
