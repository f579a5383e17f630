"""Says of each request on standard input whether the standardwebhooks package takes it: a JSON list of booleans."""

import json
import sys

from standardwebhooks.webhooks import Webhook, WebhookVerificationError


def takes(request):
    try:
        Webhook(request["secret"]).verify(request["body"], request["headers"])
        return True
    except WebhookVerificationError:
        return False


json.dump([takes(request) for request in json.load(sys.stdin)], sys.stdout)
