package io.twsj.mux;

import io.twsj.http.HeadParser;
import io.twsj.http.HttpException;
import io.twsj.http.RequestHead;
import io.twsj.http.ResponseHead;
import io.twsj.mux.ControlBlock.AddChannelRequest;
import io.twsj.mux.ControlBlock.AddChannelResponse;
import io.twsj.mux.ControlBlock.FlowControl;

/**
 * The part of a channel's life in which its link carries bytes: what the handshake writes becomes an AddChannel block, as
 * soon as a head is complete. Event loop only.
 */
abstract sealed class LogicalOpening {

    final LogicalLink link;
    final Multiplexer physical;

    private LogicalOpening(LogicalLink link, Multiplexer physical) {
        this.link = link;
        this.physical = physical;
    }

    /** Looks at what was written; tells whether its head has gone and frames follow. */
    abstract boolean send(LogicalOutput output);

    /** The handshake is this library's, and so is a head that cannot be read. */
    static boolean read(LogicalOutput output, HeadParser<?> parser) {
        try {
            return output.readHead(parser);
        } catch (HttpException bug) {
            throw new IllegalStateException("a handshake wrote what is no head", bug);
        }
    }

    /** A client's: sends the request, and later gets the response. */
    static final class OfClient extends LogicalOpening {

        private final HeadParser<RequestHead> parser = LogicalHeads.requestParser();
        private String key = "";

        OfClient(LogicalLink link, Multiplexer physical) {
            super(link, physical);
        }

        @Override
        boolean send(LogicalOutput output) {
            if (!read(output, parser)) {
                return false;
            }
            RequestHead request = parser.head();
            key = String.valueOf(request.headers().first("Sec-WebSocket-Key"));
            physical.send(new AddChannelRequest(link.id(), LogicalHeads.reduced(request)));
            physical.send(new FlowControl(link.id(), physical.terms().windowBytes()));
            return true;
        }

        /** The key of the request, which the response is completed with. */
        String key() {
            return key;
        }
    }

    /** A server's: sends the response. */
    static final class OfServer extends LogicalOpening {

        private final HeadParser<ResponseHead> parser = LogicalHeads.responseParser();

        OfServer(LogicalLink link, Multiplexer physical) {
            super(link, physical);
        }

        @Override
        boolean send(LogicalOutput output) {
            if (!read(output, parser)) {
                return false;
            }
            ResponseHead response = parser.head();
            boolean accepted = LogicalHeads.isSwitching(response);
            physical.send(new AddChannelResponse(link.id(), !accepted, LogicalHeads.reduced(response)));
            if (accepted) {
                link.opened();
            } else {
                link.refused();
            }
            return true;
        }
    }
}
