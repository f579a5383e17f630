// Does what each question on standard input asks, by the library that it names: a JSON list of answers.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"os"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/go-jose/go-jose/v4"
	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

type question struct {
	Ask               string           `json:"ask"`
	Method            string           `json:"method"`
	TokenEndpoint     string           `json:"tokenEndpoint"`
	ClientID          string           `json:"clientId"`
	ClientSecret      string           `json:"clientSecret"`
	Key               *jose.JSONWebKey `json:"key"`
	AssertionAudience string           `json:"assertionAudience"`
	TLS               *identity        `json:"tls"`
	JwksURI           string           `json:"jwksUri"`
	Issuer            string           `json:"issuer"`
	Audience          string           `json:"audience"`
	Algorithm         string           `json:"algorithm"`
	Token             string           `json:"token"`
}

type answer struct {
	Token    string `json:"token,omitempty"`
	ClientID string `json:"clientId,omitempty"`
	Refused  string `json:"refused,omitempty"`
}

var styles = map[string]oauth2.AuthStyle{
	"auto":                        oauth2.AuthStyleAutoDetect,
	"header":                      oauth2.AuthStyleInHeader,
	"params":                      oauth2.AuthStyleInParams,
	"private_key_jwt":             oauth2.AuthStyleInParams,
	"tls_client_auth":             oauth2.AuthStyleInParams,
	"self_signed_tls_client_auth": oauth2.AuthStyleInParams,
}

func token(asked question) answer {
	config := clientcredentials.Config{
		ClientID:     asked.ClientID,
		ClientSecret: asked.ClientSecret,
		TokenURL:     asked.TokenEndpoint,
		AuthStyle:    styles[asked.Method],
	}
	if asked.Key != nil {
		config.EndpointParams = assertion(asked)
	}
	ctx := context.Background()
	if asked.TLS != nil {
		ctx = context.WithValue(ctx, oauth2.HTTPClient, asked.TLS.client())
	}
	got, err := config.Token(ctx)
	var refused *oauth2.RetrieveError
	if errors.As(err, &refused) {
		return answer{Refused: refused.ErrorCode}
	}
	if err != nil {
		log.Fatal(err)
	}
	return answer{Token: got.AccessToken}
}

func verify(asked question) answer {
	ctx := context.Background()
	verifier := oidc.NewVerifier(asked.Issuer, oidc.NewRemoteKeySet(ctx, asked.JwksURI), &oidc.Config{
		ClientID:             asked.Audience,
		SupportedSigningAlgs: []string{asked.Algorithm},
	})
	verified, err := verifier.Verify(ctx, asked.Token)
	if err != nil {
		return answer{Refused: err.Error()}
	}
	// The library is made for ID tokens, whose type nobody looks at.
	signed, err := jose.ParseSigned(asked.Token, []jose.SignatureAlgorithm{jose.SignatureAlgorithm(asked.Algorithm)})
	if err != nil {
		return answer{Refused: err.Error()}
	}
	if kind := signed.Signatures[0].Protected.ExtraHeaders[jose.HeaderType]; kind != "at+jwt" {
		return answer{Refused: fmt.Sprintf("typ %v", kind)}
	}
	var claims struct {
		ClientID string `json:"client_id"`
	}
	if err := verified.Claims(&claims); err != nil {
		log.Fatal(err)
	}
	return answer{ClientID: claims.ClientID}
}

func main() {
	var questions []question
	if err := json.NewDecoder(os.Stdin).Decode(&questions); err != nil {
		log.Fatal(err)
	}
	answers := make([]answer, 0, len(questions))
	for _, asked := range questions {
		if asked.Ask == "token" {
			answers = append(answers, token(asked))
		} else {
			answers = append(answers, verify(asked))
		}
	}
	if err := json.NewEncoder(os.Stdout).Encode(answers); err != nil {
		log.Fatal(err)
	}
}
