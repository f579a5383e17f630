package latchkey;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import latchkey.Client.Tls;

final class TlsSockets {
	private static final char[] NO_PASSWORD = {};

	static SSLSocketFactory of(Tls tls) throws Exception {
		var store = KeyStore.getInstance(KeyStore.getDefaultType());
		store.load(null, null);
		var encoded = tls.key().replaceAll("-----.*-----|\\s", "");
		var key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(encoded)));
		store.setKeyEntry("client", key, NO_PASSWORD, new Certificate[] {certificate(tls.certificate())});
		var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
		trusted.load(null, null);
		trusted.setCertificateEntry("server", certificate(tls.trusted()));

		var shows = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		shows.init(store, NO_PASSWORD);
		var trusts = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		trusts.init(trusted);
		var context = SSLContext.getInstance("TLS");
		context.init(shows.getKeyManagers(), trusts.getTrustManagers(), null);
		return context.getSocketFactory();
	}

	private static Certificate certificate(String pem) throws Exception {
		var bytes = new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
		return CertificateFactory.getInstance("X.509").generateCertificate(bytes);
	}

	private TlsSockets() {}
}
