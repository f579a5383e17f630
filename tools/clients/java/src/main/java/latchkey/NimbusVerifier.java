package latchkey;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.Ed25519Verifier;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.BadJWSException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.net.URI;
import java.text.ParseException;
import java.util.Set;
import latchkey.Client.Answer;
import latchkey.Client.Question;

final class NimbusVerifier {
	private static final Set<String> REQUIRED = Set.of("exp", "iat", "sub", "jti", "client_id");

	private final JWSAlgorithm algorithm;
	private final JWKSource<SecurityContext> keys;
	private final DefaultJOSEObjectTypeVerifier<SecurityContext> type =
			new DefaultJOSEObjectTypeVerifier<>(new JOSEObjectType("at+jwt"));
	private final DefaultJWTClaimsVerifier<SecurityContext> claims;

	private NimbusVerifier(Question question) throws Exception {
		algorithm = JWSAlgorithm.parse(question.algorithm());
		keys = JWKSourceBuilder.create(new URI(question.jwksUri()).toURL()).build();
		var exactly = new JWTClaimsSet.Builder().issuer(question.issuer()).build();
		claims = new DefaultJWTClaimsVerifier<>(question.audience(), exactly, REQUIRED);
		claims.setMaxClockSkew(0);
	}

	static Answer verify(Question question) throws Exception {
		var verifier = new NimbusVerifier(question);
		try {
			var verified = verifier.algorithm.equals(JWSAlgorithm.EdDSA)
					? verifier.byEdDsa(question.token())
					: verifier.byProcessor(question.token());
			return Answer.clientId(verified.getStringClaim("client_id"));
		} catch (BadJOSEException | ParseException error) {
			return Answer.refused(error);
		}
	}

	private JWTClaimsSet byProcessor(String token) throws Exception {
		var processor = new DefaultJWTProcessor<SecurityContext>();
		processor.setJWSTypeVerifier(type);
		processor.setJWSKeySelector(new JWSVerificationKeySelector<>(algorithm, keys));
		processor.setJWTClaimsSetVerifier(claims);
		return processor.process(token, null);
	}

	/** The library's processors know no Ed25519: its verifier is called by hand. */
	private JWTClaimsSet byEdDsa(String token) throws JOSEException, BadJOSEException, ParseException {
		var signed = SignedJWT.parse(token);
		var header = signed.getHeader();
		type.verify(header.getType(), null);
		if (!header.getAlgorithm().equals(algorithm)) throw new BadJWSException("another algorithm");
		var named = keys.get(new JWKSelector(JWKMatcher.forJWSHeader(header)), null);
		if (named.isEmpty()) throw new BadJWSException("no such key");
		if (!signed.verify(new Ed25519Verifier(named.get(0).toOctetKeyPair()))) throw new BadJWSException("signature");
		claims.verify(signed.getJWTClaimsSet(), null);
		return signed.getJWTClaimsSet();
	}
}
