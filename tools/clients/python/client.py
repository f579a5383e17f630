"""Does what each question on standard input asks, by the library that it names: a JSON list of answers."""

import json
import sys

import jwt
import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from jwcrypto.common import JWException
from jwcrypto.jwk import JWKSet
from jwcrypto.jwt import JWT

TYPE = "at+jwt"


def authlib_token(question):
    client = OAuth2Session(
        question["clientId"],
        question["clientSecret"],
        token_endpoint_auth_method=question["method"],
    )
    try:
        token = client.fetch_token(question["tokenEndpoint"], grant_type="client_credentials")
        return {"token": token["access_token"]}
    except OAuthError as error:
        return {"refused": error.error}


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
