package io.twsj.handshake.auth;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Several authenticators, asked in turn. Immutable. */
record FirstOf(List<Authenticator> authenticators) implements Authenticator {

    @Override
    public CompletionStage<Authentication> authenticate(AuthenticationRequest request) {
        return ask(request, 0, List.of());
    }

    private CompletionStage<Authentication> ask(AuthenticationRequest request, int index, List<String> challenges) {
        if (index == authenticators.size()) {
            return CompletableFuture.completedFuture(new Authentication.Challenged(challenges));
        }
        return authenticators.get(index).authenticate(request).thenCompose(found -> {
            if (found instanceof Authentication.Challenged challenged) {
                List<String> more = new ArrayList<>(challenges);
                more.addAll(challenged.challenges());
                return ask(request, index + 1, more);
            }
            return CompletableFuture.completedFuture(found);
        });
    }
}
