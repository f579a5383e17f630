package latchkey;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Does what each question on standard input asks, by the library that it names: a JSON list of answers. */
public final class Client {
	record Question(
			String ask,
			String library,
			String method,
			String tokenEndpoint,
			String clientId,
			String clientSecret,
			Map<String, Object> key,
			String assertionAudience,
			Tls tls,
			String jwksUri,
			String issuer,
			String audience,
			String algorithm,
			String token) {}

	/** What a client shows in TLS, and whom it trusts there; all PEM. */
	record Tls(String certificate, String key, String trusted) {}

	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Answer(String token, String clientId, String refused) {
		static Answer token(String token) {
			return new Answer(token, null, null);
		}

		static Answer clientId(String clientId) {
			return new Answer(null, clientId, null);
		}

		static Answer refused(Object why) {
			return new Answer(null, null, String.valueOf(why));
		}
	}

	public static void main(String[] args) throws Exception {
		var json = new ObjectMapper();
		List<Answer> answers = new ArrayList<>();
		for (var question : json.readValue(System.in, Question[].class)) {
			answers.add(
					switch (question.ask() + " " + question.library()) {
						case "token Nimbus" -> NimbusClient.token(question);
						case "verify Nimbus" -> NimbusVerifier.verify(question);
						case "verify Spring Security" -> SpringVerifier.verify(question);
						default -> throw new IllegalArgumentException(question.library());
					});
		}
		json.writeValue(System.out, answers);
	}

	private Client() {}
}
