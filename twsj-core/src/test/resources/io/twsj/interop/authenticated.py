"""Asks for an upgrade with credentials as python3-requests shows them; prints the statuses on the way."""
import sys
import requests
from requests.auth import HTTPBasicAuth, HTTPDigestAuth

url, scheme, user, password = sys.argv[1:5]
auth = (HTTPDigestAuth if scheme == "digest" else HTTPBasicAuth)(user, password)
upgrade = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}
answer = requests.get(url, headers=upgrade, auth=auth, timeout=10)
print([step.status_code for step in answer.history] + [answer.status_code])
