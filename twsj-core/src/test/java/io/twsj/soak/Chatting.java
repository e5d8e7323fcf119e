package io.twsj.soak;

import io.twsj.WebSocketConnection;
import io.twsj.close.CloseReason;
import io.twsj.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Members of a room, in the clear and over TLS, hear in order what one of them says. */
record Chatting(Callers callers, Tally tally) implements Activity {

    private static final int MOST_MEMBERS = 8;
    private static final int MOST_MESSAGES = 100;

    /** In the room and out of it again. */
    private record Member(WebSocketConnection connection, Answers heard) {}

    @Override
    public void round(Random random) throws Exception {
        String path = "/room/" + Long.toHexString(random.nextLong());
        List<Member> members = new ArrayList<>();
        for (int i = random.nextInt(MOST_MEMBERS); i >= 0; i--) {
            members.add(join(random, path));
        }
        List<Message> said = new ArrayList<>();
        WebSocketConnection speaker = members.get(0).connection();
        for (int i = random.nextInt(MOST_MESSAGES); i > 0; i--) {
            Message message = Message.text(i + " " + "x".repeat(random.nextInt(500)));
            speaker.send(message);
            said.add(message);
        }
        for (Member member : members) {
            for (Message message : said) {
                member.heard().expect(message);
                tally.deliveries().increment();
            }
        }
        for (Member member : members) {
            leave(member);
        }
    }

    private Member join(Random random, String path) throws Exception {
        Answers heard = new Answers();
        WebSocketConnection connection = callers.call(random, path, heard);
        connection.send("");
        heard.expect(Message.text(""));
        return new Member(connection, heard);
    }

    private static void leave(Member member) throws Exception {
        member.connection().close();
        CloseReason reason = member.heard().awaitEnd();
        if (!reason.equals(CloseReason.NORMAL)) {
            throw new AssertionError("left, but ended with " + reason);
        }
    }
}
