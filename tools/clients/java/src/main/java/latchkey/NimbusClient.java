package latchkey;

import com.nimbusds.oauth2.sdk.ClientCredentialsGrant;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.id.ClientID;
import java.net.URI;
import latchkey.Client.Answer;
import latchkey.Client.Question;

final class NimbusClient {
	static Answer token(Question question) throws Exception {
		var endpoint = new URI(question.tokenEndpoint());
		var request =
				new TokenRequest.Builder(endpoint, authentication(question), new ClientCredentialsGrant()).build();
		var response = TokenResponse.parse(request.toHTTPRequest().send());
		if (!response.indicatesSuccess()) {
			return Answer.refused(response.toErrorResponse().getErrorObject().getCode());
		}
		return Answer.token(response.toSuccessResponse().getTokens().getAccessToken().getValue());
	}

	private static ClientAuthentication authentication(Question question) {
		var clientId = new ClientID(question.clientId());
		var secret = new Secret(question.clientSecret());
		return switch (question.method()) {
			case "client_secret_basic" -> new ClientSecretBasic(clientId, secret);
			case "client_secret_post" -> new ClientSecretPost(clientId, secret);
			default -> throw new IllegalArgumentException(question.method());
		};
	}

	private NimbusClient() {}
}
