"""Does what each question on standard input asks, by the library that it names: a JSON list of answers."""

import json
import os
import sys
import tempfile
import time

import jwt
import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from joserfc import jwk
from jwcrypto.common import JWException
from jwcrypto.jwk import JWKSet
from jwcrypto.jwt import JWT

TYPE = "at+jwt"
# By TLS alone: the library then sends what RFC 8705 asks for, which is client_id.
METHODS = {"tls_client_auth": "none", "self_signed_tls_client_auth": "none"}


def authlib_client(question):
    method = question["method"]
    if method != "private_key_jwt":
        return OAuth2Session(
            question["clientId"],
            question.get("clientSecret"),
            token_endpoint_auth_method=METHODS.get(method, method),
        )
    key = jwk.import_key(question["key"])
    client = OAuth2Session(question["clientId"], key, token_endpoint_auth_method=method)
    # Unless it is told otherwise, the library signs for an hour and for the token endpoint.
    claims = {"aud": question["assertionAudience"], "exp": int(time.time()) + 60}
    headers = {"kid": question["key"]["kid"]}
    client.register_client_auth_method(PrivateKeyJWT(claims=claims, headers=headers, alg=question["key"]["alg"]))
    return client


def authlib_token(question):
    client = authlib_client(question)
    with tempfile.TemporaryDirectory() as folder:
        if "tls" in question:
            client.cert = tuple(written(folder, question["tls"], name) for name in ("certificate", "key"))
            client.verify = written(folder, question["tls"], "trusted")
            # Or what the environment names would be trusted in its place.
            client.trust_env = False
        try:
            token = client.fetch_token(question["tokenEndpoint"], grant_type="client_credentials")
            return {"token": token["access_token"]}
        except OAuthError as error:
            return {"refused": error.error}


def written(folder, tls, name):
    path = os.path.join(folder, f"{name}.pem")
    with open(path, "w", encoding="ascii") as file:
        file.write(tls[name])
    return path


def pyjwt_verify(question):
    try:
        key = jwt.PyJWKClient(question["jwksUri"]).get_signing_key_from_jwt(question["token"])
        verified = jwt.decode_complete(
            question["token"],
            key,
            algorithms=[question["algorithm"]],
            audience=question["audience"],
            issuer=question["issuer"],
            options={"require": ["exp", "iat", "iss", "aud", "sub"]},
        )
    except jwt.InvalidTokenError as error:
        return {"refused": f"{type(error).__name__}: {error}"}
    if verified["header"].get("typ") != TYPE:
        return {"refused": "typ"}
    return {"clientId": verified["payload"]["client_id"]}


def jwcrypto_verify(question):
    keys = JWKSet.from_json(requests.get(question["jwksUri"], timeout=10).text)
    checks = {"iss": question["issuer"], "aud": question["audience"], "exp": None, "iat": None, "sub": None}
    try:
        verified = JWT(
            jwt=question["token"],
            key=keys,
            algs=[question["algorithm"]],
            check_claims=checks,
            expected_type="JWS",
        )
        verified.leeway = 0
        verified.validate(keys)
    except (JWException, ValueError) as error:
        return {"refused": f"{type(error).__name__}: {error}"}
    if verified.token.jose_header.get("typ") != TYPE:
        return {"refused": "typ"}
    return {"clientId": json.loads(verified.claims)["client_id"]}


DOERS = {
    ("token", "authlib"): authlib_token,
    ("verify", "PyJWT"): pyjwt_verify,
    ("verify", "jwcrypto"): jwcrypto_verify,
}

json.dump([DOERS[question["ask"], question["library"]](question) for question in json.load(sys.stdin)], sys.stdout)
