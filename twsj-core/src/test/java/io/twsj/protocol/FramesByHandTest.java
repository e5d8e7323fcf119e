package io.twsj.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.twsj.close.CloseReason;
import io.twsj.close.ConnectionClosedException;
import io.twsj.frame.Frame;
import java.util.List;
import org.junit.jupiter.api.Test;

/** RFC 6455 5.4, 5.5: frames that the application makes are sent as they are, if the protocol allows them. */
class FramesByHandTest {

    private static Frame part(String text) {
        return Frame.text(text).withFin(false);
    }

    private static Frame continuation(String text) {
        return Frame.continuation(Frames.utf8(text));
    }

    @InBothRoles
    void framesLeaveInOneWriteAndInOrder(Role role) {
        FrameEngine engine = FrameEngine.receiving(role);
        engine.send(part("He"), Frame.ping((byte) 1), continuation("llo"));
        assertThat(engine.sent())
                .containsExactly(
                        Frames.text("He").unfinished(),
                        Frames.frame("ping", new byte[] {1}),
                        Frames.continuation("llo"));
        assertThat(engine.link.writes()).isEqualTo(1);
    }

    @Test
    void aClientMasksWithTheKeyOfTheFrameIfItHasOne() {
        FrameEngine client = FrameEngine.receiving(Role.CLIENT);
        client.send(Frame.text("a").withMaskingKey(0x01020304), Frame.text("b"));
        assertThat(client.link.takeSent())
                .isEqualTo(Frames.joined(
                        Frames.masked(Frames.text("a"), 0x01020304), Frames.masked(Frames.text("b"), Frames.KEY)));
    }

    @Test
    void maskingAgainstTheRoleIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        FrameEngine.receiving(Role.CLIENT).send(Frame.text("a").withoutMaskingKey()))
                .withMessageContaining("5.1");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        FrameEngine.receiving(Role.SERVER).send(Frame.text("a").withRandomMaskingKey()))
                .withMessageContaining("5.1");
        assertThatNoException()
                .isThrownBy(() ->
                        FrameEngine.receiving(Role.SERVER).send(Frame.text("a").withoutMaskingKey()));
    }

    @InBothRoles
    void aContinuationNeedsAMessageToContinue(Role role) {
        FrameEngine engine = FrameEngine.receiving(role);
        assertThatIllegalStateException()
                .isThrownBy(() -> engine.send(continuation("x")))
                .withMessageContaining("5.4");
        engine.send(part("a"), continuation("b"));
        assertThatIllegalStateException().isThrownBy(() -> engine.send(continuation("x")));
    }

    @InBothRoles
    void aMessageIsNotBegunWithinAnother(Role role) {
        FrameEngine engine = FrameEngine.receiving(role);
        engine.send(part("a"));
        assertThatIllegalStateException()
                .isThrownBy(() -> engine.send(Frame.text("b")))
                .withMessageContaining("5.4");
        engine.send(continuation("c"), Frame.text("d"));
        assertThat(engine.sent()).hasSize(3);
    }

    @InBothRoles
    void whatIsRefusedLeavesNothingBehind(Role role) {
        FrameEngine engine = FrameEngine.receiving(role);
        assertThatIllegalStateException().isThrownBy(() -> engine.send(part("a"), Frame.text("b")));
        assertThat(engine.sent()).isEmpty();
        engine.send(Frame.text("c"));
        assertThat(engine.sent()).containsExactly(Frames.text("c"));
    }

    @InBothRoles
    void textIsUtf8AcrossItsFragments(Role role) {
        FrameEngine engine = FrameEngine.receiving(role);
        engine.send(Frame.text("€").fragment(1).toArray(Frame[]::new));
        Frame cut = part("").withPayload((byte) 0xe2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> engine.send(cut, continuation("x")))
                .withMessageContaining("8.1");
        assertThatIllegalArgumentException().isThrownBy(() -> engine.send(cut.withFin(true)));
        engine.send(cut);
        assertThatIllegalArgumentException().isThrownBy(() -> engine.send(continuation("")));
        assertThatNoException()
                .isThrownBy(() -> engine.send(Frame.continuation((byte) 0x82, (byte) 0xac), Frame.binary((byte) 0xff)));
    }

    @InBothRoles
    void reservedBitsAndOpcodesAreNotTheApplications(Role role) {
        FrameEngine engine = FrameEngine.receiving(role, new FlippingExtension());
        for (Frame frame : List.of(
                Frame.text("a").withRsv1(true),
                Frame.text("a").withRsv2(true),
                Frame.ping().withRsv3(true),
                Frame.raw(0x83))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> engine.send(frame))
                    .withMessageContaining("5.2");
        }
        assertThat(engine.sent()).isEmpty();
    }

    @InBothRoles
    void rawControlFramesAreJudgedToo(Role role) {
        FrameEngine engine = FrameEngine.receiving(role);
        for (Frame frame : List.of(Frame.raw(0x09), Frame.raw(0x89, new byte[126]), Frame.raw(0x88, (byte) 3))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> engine.send(frame))
                    .withMessageContaining("5.5");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> engine.send(Frame.close(CloseReason.ABNORMAL)))
                .withMessageContaining("1006");
    }

    @InBothRoles
    void extensionsTransformDataFramesOnly(Role role) {
        FrameEngine engine = FrameEngine.receiving(role, new FlippingExtension());
        engine.send(part("a"), Frame.ping((byte) 1), continuation("b"));
        assertThat(engine.sent())
                .containsExactly(
                        Frames.text(FlippingExtension.flipped(Frames.utf8("a")))
                                .unfinished()
                                .withRsv(2),
                        Frames.frame("ping", new byte[] {1}),
                        Frames.continuation(FlippingExtension.flipped(Frames.utf8("b")))
                                .withRsv(2));
    }

    @InBothRoles
    void aCloseFrameByHandStartsTheClosingHandshake(Role role) {
        FrameEngine engine = FrameEngine.receiving(role);
        assertThatIllegalStateException()
                .isThrownBy(() -> engine.send(Frame.close(CloseReason.NORMAL), Frame.text("late")))
                .withMessageContaining("5.5.1");
        engine.send(Frame.text("last"), Frame.close(new CloseReason(4000, "bye")));
        assertThat(engine.sent()).containsExactly(Frames.text("last"), Frames.close(4000, "bye"));
        assertThat(engine.protocol.isOpen()).isFalse();
        assertThatExceptionOfType(ConnectionClosedException.class).isThrownBy(() -> engine.send(Frame.ping()));
        engine.receive(Frames.close(4000));
        assertThat(engine.sent()).isEmpty();
        assertThat(engine.protocol.isDone()).isTrue();
        assertThat(engine.link.isOutputEnded()).isEqualTo(role == Role.SERVER);
    }

    @InBothRoles
    void uncheckedFramesLeaveAsTheyAre(Role role) {
        FrameEngine engine = FrameEngine.receiving(role, new FlippingExtension());
        engine.protocol.sendUnchecked(List.of(
                continuation("x").withRsv1(true),
                Frame.raw(0x0b, new byte[126]),
                Frame.close(CloseReason.ABNORMAL),
                Frame.text("after")));
        assertThat(engine.sent())
                .containsExactly(
                        Frames.continuation("x").withRsv(4),
                        new WireFrame(false, 0, 11, new byte[126]),
                        Frames.close(1006),
                        Frames.text("after"));
        assertThat(engine.protocol.isOpen()).isFalse();
    }

    @Test
    void uncheckedFramesMayBeMaskedAgainstTheRole() {
        FrameEngine client = FrameEngine.receiving(Role.CLIENT);
        client.protocol.sendUnchecked(List.of(Frame.text("a").withoutMaskingKey()));
        assertThat(client.link.takeSent()).isEqualTo(Frames.unmasked(Frames.text("a")));
        FrameEngine server = FrameEngine.receiving(Role.SERVER);
        server.protocol.sendUnchecked(List.of(Frame.text("a").withMaskingKey(7)));
        assertThat(server.link.takeSent()).isEqualTo(Frames.masked(Frames.text("a"), 7));
    }
}
