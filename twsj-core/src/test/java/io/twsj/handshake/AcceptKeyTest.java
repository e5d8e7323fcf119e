package io.twsj.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Key and accept value: RFC 6455 sections 4.1, 4.2.1 and 4.2.2. */
class AcceptKeyTest {

    @ParameterizedTest
    @CsvSource({
        // The examples of RFC 6455 1.3 and 4.1; the latter, as printed there, sets bits that stand for nothing (third
        // line).
        "dGhlIHNhbXBsZSBub25jZQ==, s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
        "AQIDBAUGBwgJCgsMDQ4PEA==, C/0nmHhBztSRGR1CwL6Tf4ZjwpY=",
        "AQIDBAUGBwgJCgsMDQ4PEC==, OfS0wDaT5NoxF2gqm7Zj2YtetzM=",
        "x3JJHMbDL1EzLkh9GBhXDw==, HSmrc0sMlYUkAGmm5OPpG2HaGWk=",
        "AAAAAAAAAAAAAAAAAAAAAA==, ICX+Yqv66kxgM0FcWaLWlFLwTAI=",
        "/////////////////////w==, XXpj4jYzLM2yUE0C7TIgMwTQh2g="
    })
    void theAcceptValueBelongsToTheKeyAsText(String key, String accept) {
        assertThat(AcceptKey.isValid(key)).isTrue();
        assertThat(AcceptKey.of(key)).isEqualTo(accept);
        assertThat(AcceptKey.bytes(key)).hasSize(AcceptKey.LENGTH);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "dGhlIHNhbXBsZSBub25jZQ",
                "dGhlIHNhbXBsZSBub25jZQ=",
                "dGhlIHNhbXBsZSBub25jZQ===",
                "dGhlIHNhbXBsZSBub25jZXM=",
                "dGhlIHNhbXBsZSBub25jZXMh",
                "dGhlIHNhbXBsZSBub25j====",
                "dGhlIHNhbXBsZSBub25j=Q==",
                "dGhlIHNhbXBsZSBub25-ZQ==",
                "dGhlIHNhbXBsZSBub25_ZQ==",
                "dGhlIHNhbXBsZSBu 25jZQ==",
                "dGhlIHNhbXBsZSBub25jZQ== ",
                "dGhlIHNhbXBsZSBu\u00e425jZQ=="
            })
    void aKeyIsTheBase64FormOfSixteenBytes(String key) {
        assertThat(AcceptKey.isValid(key)).isFalse();
    }

    @Test
    void aKeyIsMadeOfSixteenBytes() {
        byte[] nonce = HexFormat.of().parseHex("0102030405060708090a0b0c0d0e0f10");
        assertThat(AcceptKey.keyOf(nonce)).isEqualTo("AQIDBAUGBwgJCgsMDQ4PEA==");
        assertThatThrownBy(() -> AcceptKey.keyOf(new byte[15])).hasMessage("nonce of 15 bytes, not 16");
    }

    @Test
    void manyThreadsMayAskAtOnce() {
        long right = IntStream.range(0, 20_000)
                .parallel()
                .filter(i -> AcceptKey.of("dGhlIHNhbXBsZSBub25jZQ==").equals("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="))
                .count();
        assertThat(right).isEqualTo(20_000);
    }
}
