package io.twsj.sample.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twsj.sample.chat.ChatException.Code;
import io.twsj.sample.chat.ChatRequest.Join;
import io.twsj.sample.chat.ChatRequest.Leave;
import io.twsj.sample.chat.ChatRequest.Say;
import io.twsj.sample.chat.ChatRequest.Who;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** From JSON to checked requests. */
class ChatRequestTest {

    private final JsonMapper mapper = JsonMapper.shared();

    @Test
    void theTypesAreRead() throws ChatException {
        assertThat(request("{'type':'join','data':{'name':' Ann '}}")).isEqualTo(new Join("Ann", null));
        assertThat(request("{'type':'join','id':'1','data':{'name':'Ann','key':'k'}}"))
                .isEqualTo(new Join("Ann", "k"));
        assertThat(request("{'type':'say','id':7,'data':{'text':'Hi'}}")).isEqualTo(new Say("Hi"));
        assertThat(request("{'type':'leave'}")).isEqualTo(new Leave());
        assertThat(request("{'type':'who','id':null,'data':null}")).isEqualTo(new Who());
    }

    @Test
    void fieldsOfLaterVersionsAreIgnored() throws ChatException {
        assertThat(request("{'type':'say','data':{'text':'Hi','colour':'red'},'trace':[1]}"))
                .isEqualTo(new Say("Hi"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    {}                                                | BAD_REQUEST
                    {'type':null}                                     | BAD_REQUEST
                    {'type':'shout','data':{'text':'Hi'}}             | UNKNOWN_TYPE
                    {'type':'JOIN','data':{'name':'Ann'}}             | UNKNOWN_TYPE
                    {'type':'join'}                                   | BAD_REQUEST
                    {'type':'join','data':null}                       | BAD_REQUEST
                    {'type':'join','data':'Ann'}                      | BAD_REQUEST
                    {'type':'join','data':['Ann']}                    | BAD_REQUEST
                    {'type':'join','data':{'name':1}}                 | BAD_REQUEST
                    {'type':'join','data':{'name':'Ann','key':1}}     | BAD_REQUEST
                    {'type':'join','data':{'name':'Ann','key':''}}    | BAD_REQUEST
                    {'type':'join','data':{'name':'  '}}              | BAD_NAME
                    {'type':'say','data':{}}                          | BAD_REQUEST
                    {'type':'say','data':{'text':null}}               | BAD_REQUEST
                    {'type':'say','data':{'text':''}}                 | BAD_TEXT
                    """)
    void whatIsNoRequestIsRefused(String json, Code code) {
        assertThatThrownBy(() -> request(json))
                .isInstanceOfSatisfying(
                        ChatException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(code));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5", "true", "[1]", "{'a':1}", "1e999", "'\\ud800'"})
    void anIdThatCannotBeRepeatedIsRefused(String id) {
        assertThatThrownBy(() -> request("{'type':'who','id':" + id + "}"))
                .isInstanceOfSatisfying(
                        ChatException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(Code.BAD_REQUEST));
        assertThat(envelope("{'type':'who','id':" + id + "}").usableId()).isNull();
    }

    @Test
    void anIdHasAtMost64Characters() throws ChatException {
        assertThat(request("{'type':'who','id':'" + "x".repeat(64) + "'}")).isEqualTo(new Who());
        assertThatThrownBy(() -> request("{'type':'who','id':'" + "x".repeat(65) + "'}"))
                .isInstanceOf(ChatException.class);
    }

    @Test
    void aKeyIsNotShown() {
        assertThat(new Join("Ann", "secret")).asString().contains("Ann").doesNotContain("secret");
    }

    private ChatRequest request(String json) throws ChatException {
        return envelope(json).request();
    }

    private RequestEnvelope envelope(String json) {
        return mapper.readValue(json.replace('\'', '"'), RequestEnvelope.class);
    }
}
