package io.twsj.handshake.auth;

import io.twsj.handshake.auth.Authentication.Challenged;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Several authenticators, asked in turn. Immutable. */
record FirstOf(List<Authenticator> authenticators) implements Authenticator {

    @Override
    public CompletionStage<Authentication> authenticate(AuthenticationRequest request) {
        return ask(request, 0, new Challenged(List.of(), false));
    }

    private CompletionStage<Authentication> ask(AuthenticationRequest request, int index, Challenged before) {
        if (index == authenticators.size()) {
            return CompletableFuture.completedFuture(before);
        }
        return authenticators.get(index).authenticate(request).thenCompose(found -> {
            if (found instanceof Challenged challenged) {
                return ask(request, index + 1, both(before, challenged));
            }
            return CompletableFuture.completedFuture(found);
        });
    }

    private static Challenged both(Challenged before, Challenged found) {
        List<String> challenges = new ArrayList<>(before.challenges());
        challenges.addAll(found.challenges());
        return new Challenged(challenges, before.rejected() || found.rejected());
    }
}
