package io.twsj.sample.chat;

import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Says in each room now and then what time it is and how many are there: sending without a message to answer. Off unless
 * {@code chat.announce-every} is set, as in {@code 1h}.
 */
@Component
@EnableScheduling
@ConditionalOnProperty("chat.announce-every")
final class Announcer {

    private final Chat chat;

    Announcer(Chat chat) {
        this.chat = chat;
    }

    @Scheduled(initialDelayString = "${chat.announce-every}", fixedRateString = "${chat.announce-every}")
    void announce() {
        LocalTime now = LocalTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.MINUTES);
        chat.announce(members -> "It is " + now + " UTC, and " + count(members));
    }

    private static String count(List<String> members) {
        return members.size() == 1 ? "one person is here." : members.size() + " people are here.";
    }
}
