"""A whole consumer of settings with the standard library alone.

    WOPR_URL=http://localhost:3100 WOPR_KEY=wopr_... python3 config_consumer.py camera front-door

Replace `apply`: whatever it raises is the reason of the refusal. WOPR_ONCE=1 ends after the first document.
"""
import json
import os
import sys
import time
import urllib.error
import urllib.request

API = os.environ["WOPR_URL"] + "/api/v1/config"
HEADERS = {"authorization": "Bearer " + os.environ["WOPR_KEY"], "content-type": "application/json"}


def call(method, path, body=None, headers=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(API + path, data=data, method=method, headers={**HEADERS, **(headers or {})})
    with urllib.request.urlopen(request, timeout=70) as answer:
        return answer.read(), answer.headers.get("etag")


def apply(document):
    if document.get("refuse"):
        raise ValueError("refused: " + str(document["refuse"]))
    print(json.dumps(document), flush=True)


def main(namespace, name):
    me = json.loads(call("PUT", "/consumers/self", {"name": name, "version": "py", "namespaces": [namespace]})[0])["consumer"]
    etag = None
    while True:
        try:
            wait = "&wait=50" if etag else ""
            body, new = call("GET", f"/resolve/{namespace}?consumer={me}{wait}", headers={"if-none-match": etag} if etag else None)
        except urllib.error.HTTPError as failure:
            if failure.code != 304:
                time.sleep(2)
            continue
        except OSError:
            time.sleep(2)
            continue
        etag, answer, error = new, json.loads(body), None
        try:
            apply(answer["document"])
        except Exception as failure:
            error = {"message": str(failure)}
        ack = {key: answer[key] for key in ("namespace", "epoch", "revision", "etag")}
        call("POST", "/acks", [{**ack, "outcome": "rejected" if error else "applied", "error": error, "consumer": me}])
        if os.environ.get("WOPR_ONCE"):
            return


main(sys.argv[1], sys.argv[2])
