package io.twsj.soak;

import java.io.ByteArrayOutputStream;
import java.util.zip.Deflater;

/** Payloads that permessage-deflate inflates. */
final class Deflated {

    private Deflated() {}

    static byte[] zeros(int count) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        try {
            deflater.setInput(new byte[count]);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] piece = new byte[8192];
            int length = deflater.deflate(piece, 0, piece.length, Deflater.SYNC_FLUSH);
            while (length > 0) {
                out.write(piece, 0, length);
                length = deflater.deflate(piece, 0, piece.length, Deflater.SYNC_FLUSH);
            }
            return out.toByteArray();
        } finally {
            deflater.end();
        }
    }
}
