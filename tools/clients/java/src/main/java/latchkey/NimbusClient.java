package latchkey;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.oauth2.sdk.ClientCredentialsGrant;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.JWTAuthenticationClaimsSet;
import com.nimbusds.oauth2.sdk.auth.PKITLSClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.PrivateKeyJWT;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.auth.SelfSignedTLSClientAuthentication;
import com.nimbusds.oauth2.sdk.id.Audience;
import com.nimbusds.oauth2.sdk.id.ClientID;
import java.net.URI;
import latchkey.Client.Answer;
import latchkey.Client.Question;

final class NimbusClient {
	static Answer token(Question question) throws Exception {
		var endpoint = new URI(question.tokenEndpoint());
		var request =
				new TokenRequest.Builder(endpoint, authentication(question), new ClientCredentialsGrant()).build();
		var http = request.toHTTPRequest();
		if (question.tls() != null) http.setSSLSocketFactory(TlsSockets.of(question.tls()));
		var response = TokenResponse.parse(http.send());
		if (!response.indicatesSuccess()) {
			return Answer.refused(response.toErrorResponse().getErrorObject().getCode());
		}
		return Answer.token(response.toSuccessResponse().getTokens().getAccessToken().getValue());
	}

	private static ClientAuthentication authentication(Question question) throws Exception {
		var clientId = new ClientID(question.clientId());
		return switch (question.method()) {
			case "client_secret_basic" -> new ClientSecretBasic(clientId, new Secret(question.clientSecret()));
			case "client_secret_post" -> new ClientSecretPost(clientId, new Secret(question.clientSecret()));
			case "private_key_jwt" -> assertion(clientId, question);
			case "tls_client_auth" -> new PKITLSClientAuthentication(clientId, TlsSockets.of(question.tls()));
			case "self_signed_tls_client_auth" ->
				new SelfSignedTLSClientAuthentication(clientId, TlsSockets.of(question.tls()));
			default -> throw new IllegalArgumentException(question.method());
		};
	}

	private static PrivateKeyJWT assertion(ClientID clientId, Question question) throws Exception {
		var claims = new JWTAuthenticationClaimsSet(clientId, new Audience(question.assertionAudience()));
		var key = JWK.parse(question.key());
		var algorithm = JWSAlgorithm.parse(key.getAlgorithm().getName());
		return new PrivateKeyJWT(claims, algorithm, ((AsymmetricJWK) key).toPrivateKey(), key.getKeyID(), null);
	}

	private NimbusClient() {}
}
