package main

import (
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"log"
	"net/http"
	"net/url"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

// What a client shows in TLS, and whom it trusts there; all PEM.
type identity struct {
	Certificate string `json:"certificate"`
	Key         string `json:"key"`
	Trusted     string `json:"trusted"`
}

func (shown identity) client() *http.Client {
	pair, err := tls.X509KeyPair([]byte(shown.Certificate), []byte(shown.Key))
	if err != nil {
		log.Fatal(err)
	}
	trusted := x509.NewCertPool()
	trusted.AppendCertsFromPEM([]byte(shown.Trusted))
	settings := &tls.Config{Certificates: []tls.Certificate{pair}, RootCAs: trusted}
	return &http.Client{Transport: &http.Transport{TLSClientConfig: settings}}
}

// The parameters of RFC 7523 §2.2, for a library that has no method of its own for them.
func assertion(asked question) url.Values {
	signingKey := jose.SigningKey{Algorithm: jose.SignatureAlgorithm(asked.Key.Algorithm), Key: asked.Key}
	signer, err := jose.NewSigner(signingKey, (&jose.SignerOptions{}).WithType("JWT"))
	if err != nil {
		log.Fatal(err)
	}
	now := time.Now()
	signed, err := jwt.Signed(signer).Claims(jwt.Claims{
		Issuer:   asked.ClientID,
		Subject:  asked.ClientID,
		Audience: jwt.Audience{asked.AssertionAudience},
		IssuedAt: jwt.NewNumericDate(now),
		Expiry:   jwt.NewNumericDate(now.Add(time.Minute)),
		ID:       rand.Text(),
	}).Serialize()
	if err != nil {
		log.Fatal(err)
	}
	return url.Values{
		"client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
		"client_assertion":      {signed},
	}
}
