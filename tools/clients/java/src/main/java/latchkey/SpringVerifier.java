package latchkey;

import latchkey.Client.Answer;
import latchkey.Client.Question;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

final class SpringVerifier {
	static Answer verify(Question question) {
		var decoder = NimbusJwtDecoder.withJwkSetUri(question.jwksUri())
				.jwsAlgorithm(SignatureAlgorithm.from(question.algorithm()))
				// Its own validators know the type.
				.validateType(false)
				.build();
		decoder.setJwtValidator(JwtValidators.createAtJwtValidator()
				.issuer(question.issuer())
				.audience(question.audience())
				.clientId(question.clientId())
				.build());
		try {
			return Answer.clientId(decoder.decode(question.token()).getClaimAsString("client_id"));
		} catch (BadJwtException error) {
			return Answer.refused(error);
		}
	}

	private SpringVerifier() {}
}
